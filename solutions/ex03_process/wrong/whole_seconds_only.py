"""Counts whole seconds: an interval of 1.5 s is taken for 1 s.

rejected by test_other_intervals: expected beats at 1.5, 3 s; got 1, 2, 3
"""

import multiprocessing
import time


def watchdog(heartbeat, interval):
    while True:
        for _ in range(int(interval)):
            time.sleep(1)
        heartbeat()


def run_with_watchdog(calculation, heartbeat, interval=5.0):
    process = multiprocessing.Process(target=watchdog, args=(heartbeat, interval))
    process.start()
    try:
        return calculation()
    finally:
        process.terminate()
        process.join()
