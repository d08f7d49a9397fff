"""A handler turns the signal into an exception, and the watchdog takes that for a failed beat.

rejected by test_failing_heartbeat: it goes on for ever
"""

import multiprocessing
import signal
import time


class ShiftIsOver(Exception):
    pass


def end_of_shift(number, frame):
    raise ShiftIsOver


def watchdog(heartbeat, interval):
    signal.signal(signal.SIGTERM, end_of_shift)
    while True:
        try:
            time.sleep(interval)
            heartbeat()
        except Exception as error:
            print(f"no beat: {error!r}", flush=True)


def run_with_watchdog(calculation, heartbeat, interval=5.0):
    process = multiprocessing.Process(target=watchdog, args=(heartbeat, interval))
    process.start()
    try:
        return calculation()
    finally:
        process.terminate()
        process.join()
