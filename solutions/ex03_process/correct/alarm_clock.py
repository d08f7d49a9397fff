"""The pause is an alarm of the system that the watchdog waits for."""

import multiprocessing
import signal


def watchdog(heartbeat, interval):
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGALRM])
    while True:
        signal.setitimer(signal.ITIMER_REAL, interval)
        signal.sigwait([signal.SIGALRM])
        heartbeat()


def run_with_watchdog(calculation, heartbeat, interval=5.0):
    process = multiprocessing.Process(target=watchdog, args=(heartbeat, interval))
    process.start()
    try:
        return calculation()
    finally:
        process.terminate()
        process.join()
