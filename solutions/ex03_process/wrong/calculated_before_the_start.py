"""Calculates while it makes the arguments of the watchdog: there is nobody yet who could beat.

rejected by test_seventeen_seconds: expected beats at 5, 10, 15 s; got none
"""

import multiprocessing
import time


def watchdog(heartbeat, interval):
    while True:
        time.sleep(interval)
        heartbeat()


def run_with_watchdog(calculation, heartbeat, interval=5.0):
    result = calculation()
    process = multiprocessing.Process(target=watchdog, args=(heartbeat, interval))
    process.start()
    process.terminate()
    process.join()
    return result
