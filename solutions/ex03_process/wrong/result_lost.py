"""Calculates and forgets to return it.

rejected by test_seventeen_seconds: expected what the calculation returned, 42; got None
"""

import multiprocessing
import time


def watchdog(heartbeat, interval):
    while True:
        time.sleep(interval)
        heartbeat()


def run_with_watchdog(calculation, heartbeat, interval=5.0):
    process = multiprocessing.Process(target=watchdog, args=(heartbeat, interval))
    process.start()
    try:
        calculation()
    finally:
        process.terminate()
        process.join()
