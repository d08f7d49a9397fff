"""The caller gets another exception than the one that was raised.

rejected by test_failing_calculation: expected the same exception, got RuntimeError
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
        raise RuntimeError(f"the calculation failed: {error}") from error
    finally:
        process.terminate()
        process.join()
