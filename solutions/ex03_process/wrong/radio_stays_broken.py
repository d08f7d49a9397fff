"""One event says that a heartbeat has failed: after that no call has any beats.

rejected by test_other_intervals: expected a beat 5 s later, at 8 s; got none
"""

import multiprocessing
import time

broken = multiprocessing.Event()


def watchdog(heartbeat, interval):
    while not broken.is_set():
        time.sleep(interval)
        try:
            heartbeat()
        except Exception:
            broken.set()
    while True:
        time.sleep(3600)


def run_with_watchdog(calculation, heartbeat, interval=5.0):
    process = multiprocessing.Process(target=watchdog, args=(heartbeat, interval))
    process.start()
    try:
        return calculation()
    finally:
        # It would sleep to the end of its pause; and join alone would wait for ever.
        process.terminate()
        process.join()
