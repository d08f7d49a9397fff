"""Passes over a ProcessLookupError of a watchdog that has gone, and over one of the calculation.

rejected by test_failing_calculation: the calculation raises, and the call returned None
"""

import multiprocessing
import os
import signal
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
        os.kill(process.pid, signal.SIGTERM)
    except ProcessLookupError:
        pass  # the watchdog has gone
    finally:
        process.terminate()
        process.join()
    return result
