"""Stops the watchdog only if the calculation succeeds.

rejected by test_failing_calculation: it goes on for ever
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
    result = calculation()
    process.terminate()
    process.join()
    return result
