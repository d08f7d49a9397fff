"""Counts naps of a twentieth of a second, and looks at an Event between them."""

import multiprocessing
import time


def watchdog(heartbeat, interval, stop=None):
    while True:
        for _ in range(round(interval * 20)):
            time.sleep(0.05)
            if stop is not None and stop.is_set():
                return
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
