"""Names the parameters of the watchdog as it likes.

rejected by test_watchdog_never_returns: watchdog() got an unexpected keyword argument 'heartbeat'
"""

import multiprocessing
import time


def watchdog(beat, seconds):
    while True:
        time.sleep(seconds)
        beat()


def run_with_watchdog(calculation, heartbeat, interval=5.0):
    process = multiprocessing.Process(target=watchdog, args=(heartbeat, interval))
    process.start()
    try:
        return calculation()
    finally:
        # It would sleep to the end of its pause; and join alone would wait for ever.
        process.terminate()
        process.join()
