"""Takes a broken pipe of the calculation for one of the watchdog, and returns None.

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
    try:
        return calculation()
    except (BrokenPipeError, ConnectionError):
        pass  # the watchdog has gone
    finally:
        # It would sleep to the end of its pause; and join alone would wait for ever.
        process.terminate()
        process.join()
