"""Throws the result away if a heartbeat has failed.

rejected by test_failing_heartbeat: RuntimeError: the watchdog has failed
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
        result = calculation()
    finally:
        process.terminate()
        process.join()
    if process.exitcode == 1:
        raise RuntimeError("the watchdog has failed")
    return result
