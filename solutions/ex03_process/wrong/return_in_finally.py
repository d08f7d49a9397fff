"""A return in finally throws the exception away.

rejected by test_failing_calculation: the calculation raises, and the call returned None
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
    result = None
    try:
        result = calculation()
    finally:
        process.terminate()
        process.join()
        return result  # noqa: B012, SIM107  # this is the mistake
