"""Raises a new exception with the text of the other: a KeyError has its quotation marks twice.

rejected by test_failing_calculation: expected the exception as the calculation raised it
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
        return calculation()
    except Exception as error:
        raise type(error)(str(error)) from None
    finally:
        process.terminate()
        process.join()
