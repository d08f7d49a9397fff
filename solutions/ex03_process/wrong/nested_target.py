"""A function within a function cannot be pickled: it works under fork only.

rejected by test_every_start_method: local object
"""

import multiprocessing
import time


def watchdog(heartbeat, interval):
    while True:
        time.sleep(interval)
        heartbeat()


def run_with_watchdog(calculation, heartbeat, interval=5.0):
    def watch():
        watchdog(heartbeat, interval)

    process = multiprocessing.Process(target=watch)
    process.start()
    try:
        return calculation()
    finally:
        process.terminate()
        process.join()
