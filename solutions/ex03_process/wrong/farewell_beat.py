"""Beats once more when it is told to stop.

rejected by test_seventeen_seconds: expected beats at 5, 10, 15 s; got 5, 10, 15, 17
"""

import multiprocessing


def watchdog(heartbeat, interval, stop=None):
    stop = stop or multiprocessing.Event()
    while not stop.is_set():
        stop.wait(interval)
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
