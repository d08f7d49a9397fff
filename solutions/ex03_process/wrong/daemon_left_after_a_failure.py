"""Stops the watchdog only if the calculation succeeds; as a daemon, it does not keep anybody.

rejected by test_failing_calculation: the calculation raises: still running: Process-1
"""

import multiprocessing
import time


def watchdog(heartbeat, interval):
    while True:
        time.sleep(interval)
        heartbeat()


def run_with_watchdog(calculation, heartbeat, interval=5.0):
    process = multiprocessing.Process(target=watchdog, args=(heartbeat, interval), daemon=True)
    process.start()
    result = calculation()
    process.terminate()
    process.join()
    return result
