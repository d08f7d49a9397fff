"""Sends the exception of a heartbeat through a queue: one that cannot be pickled never arrives.

rejected by test_failing_heartbeat: deadlock
"""

import multiprocessing
import time


def watchdog(heartbeat, interval):
    while True:
        time.sleep(interval)
        heartbeat()


def watch(heartbeat, interval, stop, report):
    error = None
    while not stop.wait(interval):
        try:
            heartbeat()
        except Exception as caught:
            error = caught
            break
    report.put(error)


def run_with_watchdog(calculation, heartbeat, interval=5.0):
    stop, report = multiprocessing.Event(), multiprocessing.Queue()
    process = multiprocessing.Process(target=watch, args=(heartbeat, interval, stop, report))
    process.start()
    try:
        return calculation()
    finally:
        stop.set()
        error = report.get()
        process.join()
        if error is not None:
            print("the watchdog has failed:", error)
