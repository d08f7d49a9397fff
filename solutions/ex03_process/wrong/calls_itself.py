"""The watchdog calls itself again after each beat: after about a thousand of them Python gives up.

rejected by test_watchdog_never_returns: calls of heartbeat come from ever deeper
"""

import multiprocessing
import time


def watchdog(heartbeat, interval):
    time.sleep(interval)
    heartbeat()
    watchdog(heartbeat, interval)


def run_with_watchdog(calculation, heartbeat, interval=5.0):
    process = multiprocessing.Process(target=watchdog, args=(heartbeat, interval))
    process.start()
    try:
        return calculation()
    finally:
        process.terminate()
        process.join()
