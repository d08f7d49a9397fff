"""Beats, then pauses.

rejected by test_seventeen_seconds: expected beats at 5, 10, 15 s; got 0, 5, 10, 15
"""

import multiprocessing
import time


def watchdog(heartbeat, interval):
    while True:
        heartbeat()
        time.sleep(interval)


def run_with_watchdog(calculation, heartbeat, interval=5.0):
    process = multiprocessing.Process(target=watchdog, args=(heartbeat, interval))
    process.start()
    try:
        return calculation()
    finally:
        process.terminate()
        process.join()
