"""Keeps what the calculation returned or raised in one variable, and cannot tell the two apart.

rejected by test_any_result: ValueError: returned, not raised
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
        outcome = calculation()
    except Exception as error:
        outcome = error
    process.terminate()
    process.join()
    if isinstance(outcome, Exception):
        raise outcome
    return outcome
