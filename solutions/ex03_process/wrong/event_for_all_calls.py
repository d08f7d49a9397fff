"""One event for all calls: since the first has set it, the watchdog of the second stops at once.

rejected by test_stops_at_once: called twice
"""

import multiprocessing
import time

stop = multiprocessing.Event()


def watchdog(heartbeat, interval):
    while True:
        time.sleep(interval)
        heartbeat()


def watch(heartbeat, interval, stop):
    while not stop.wait(interval):
        heartbeat()


def run_with_watchdog(calculation, heartbeat, interval=5.0):
    process = multiprocessing.Process(target=watch, args=(heartbeat, interval, stop))
    process.start()
    try:
        return calculation()
    finally:
        stop.set()
        process.join()
