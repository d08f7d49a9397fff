"""The watchdog that can be stopped calls itself again after each beat; the other one has a loop.

rejected by test_other_intervals: run_with_watchdog, interval=0.5: calls of heartbeat
    come from ever deeper
"""

import multiprocessing
import time


def watchdog(heartbeat, interval):
    while True:
        time.sleep(interval)
        heartbeat()


def watch(heartbeat, interval, stop):
    if not stop.wait(interval):
        heartbeat()
        watch(heartbeat, interval, stop)


def run_with_watchdog(calculation, heartbeat, interval=5.0):
    stop = multiprocessing.Event()
    process = multiprocessing.Process(target=watch, args=(heartbeat, interval, stop))
    process.start()
    try:
        return calculation()
    finally:
        stop.set()
        process.join()
