"""Leaves the end of the watchdog to a finalizer: an exception keeps the guard alive.

rejected by test_failing_calculation: the calculation raises: still running: Process-1
"""

import multiprocessing
import time
import weakref


def watchdog(heartbeat, interval):
    while True:
        time.sleep(interval)
        heartbeat()


def end(process):
    process.terminate()
    process.join()


class Guard:
    def __init__(self, heartbeat, interval):
        process = multiprocessing.Process(target=watchdog, args=(heartbeat, interval))
        process.start()
        weakref.finalize(self, end, process)


def run_with_watchdog(calculation, heartbeat, interval=5.0):
    # The frame of a call that raised lives as long as somebody has its exception, and so its guard.
    guard = Guard(heartbeat, interval)  # noqa: F841
    return calculation()
