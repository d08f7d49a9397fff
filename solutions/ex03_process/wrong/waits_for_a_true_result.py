"""Takes a result that counts as false for no result, and calculates again.

rejected by test_any_result: expected the calculation to be called once
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
        return calculation() or calculation()
    finally:
        process.terminate()
        process.join()
