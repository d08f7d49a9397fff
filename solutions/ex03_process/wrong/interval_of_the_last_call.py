"""Remembers the interval for the next call that does not give one.

rejected by test_other_intervals: expected a beat 5 s later, at 8 s; got 5, 7, 9
"""

import multiprocessing
import time


def watchdog(heartbeat, interval):
    while True:
        time.sleep(interval)
        heartbeat()


def run_with_watchdog(calculation, heartbeat, interval=None, _memory=[5.0]):
    if interval is None:
        interval = _memory[0]
    _memory[0] = interval
    process = multiprocessing.Process(target=watchdog, args=(heartbeat, interval))
    process.start()
    try:
        return calculation()
    finally:
        # It would sleep to the end of its pause; and join alone would wait for ever.
        process.terminate()
        process.join()
