"""Stops the watchdog after the exceptions that the author thought of, and after no other.

rejected by test_failing_calculation: the calculation raises: still running
"""

import multiprocessing
import time


def watchdog(heartbeat, interval):
    while True:
        time.sleep(interval)
        heartbeat()


def run_with_watchdog(calculation, heartbeat, interval=5.0):
    p = multiprocessing.Process(target=watchdog, args=(heartbeat, interval), daemon=True)
    p.start()
    try:
        result = calculation()
    except (ValueError, ArithmeticError):
        p.terminate()
        p.join()
        raise
    p.terminate()
    p.join()
    return result
