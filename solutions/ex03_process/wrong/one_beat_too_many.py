"""Looks at the Event before the pause: there is one more beat after the end.

rejected by test_seventeen_seconds: expected beats at 5, 10, 15 s; got 5, 10, 15, 20
"""

import multiprocessing
import time


def watchdog(heartbeat, interval, stop=None):
    while stop is None or not stop.is_set():
        time.sleep(interval)
        heartbeat()


def run_with_watchdog(calculation, heartbeat, interval=5.0):
    stop = multiprocessing.Event()
    process = multiprocessing.Process(target=watchdog, args=(heartbeat, interval, stop))
    process.start()
    try:
        return calculation()
    finally:
        stop.set()
        process.join()
