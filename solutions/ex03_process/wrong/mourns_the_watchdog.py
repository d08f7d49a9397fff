"""Loses the result of a long calculation whose watchdog has died.

rejected by test_failing_heartbeat: RuntimeError: the watchdog has died
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
        began = time.monotonic()
        result = calculation()
        if not process.is_alive() and time.monotonic() - began > 60:
            raise RuntimeError("the watchdog has died")
        return result
    finally:
        # It would sleep to the end of its pause; and join alone would wait for ever.
        process.terminate()
        process.join()
