"""Hands the interval to heartbeat, which takes nothing, and overlooks that each beat fails.

rejected by test_seventeen_seconds: expected beats at 5, 10, 15 s; got none
"""

import contextlib
import multiprocessing
import time


def watchdog(heartbeat, interval):
    while True:
        time.sleep(interval)
        with contextlib.suppress(Exception):
            heartbeat(interval)


def run_with_watchdog(calculation, heartbeat, interval=5.0):
    watching = multiprocessing.Process(target=watchdog, args=(heartbeat, interval), daemon=True)
    watching.start()
    try:
        return calculation()
    finally:
        watching.terminate()
        watching.join()
