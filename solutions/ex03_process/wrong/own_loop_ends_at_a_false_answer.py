"""Its own loop, which can be stopped, ends when heartbeat returns False, too; the watchdog goes on.

rejected by test_other_intervals: calculation of 17 s, interval=5, heartbeat returns False: expected
    beats at 5, 10, 15 s; got 5
"""

import multiprocessing
import time


def watchdog(heartbeat, interval):
    while True:
        time.sleep(interval)
        heartbeat()


def watch(heartbeat, interval, stop):
    while not stop.wait(interval):
        if heartbeat() is False:
            break


def run_with_watchdog(calculation, heartbeat, interval=5.0):
    stop = multiprocessing.Event()
    process = multiprocessing.Process(target=watch, args=(heartbeat, interval, stop))
    process.start()
    try:
        return calculation()
    finally:
        stop.set()
        process.join()
