"""Knows that 17 s make three beats.

rejected by test_other_intervals: expected beats at 2, 4, 6, 8, 10, 12, 14, 16 s; got 2, 4, 6
rejected by test_watchdog_never_returns: watchdog(heartbeat, 0.5) ended after 3 beats
"""

import multiprocessing
import time


def watchdog(heartbeat, interval):
    for _ in range(3):
        time.sleep(interval)
        heartbeat()


def run_with_watchdog(calculation, heartbeat, interval=5.0):
    process = multiprocessing.Process(target=watchdog, args=(heartbeat, interval))
    process.start()
    try:
        return calculation()
    finally:
        process.terminate()
        process.join()
