"""Says in an Event of the module that a beat has failed: unless forked, its caller has another one.

rejected by test_every_start_method: under forkserver: for ever busy and getting nowhere
"""

import multiprocessing
import time

broken = multiprocessing.Event()


def watchdog(heartbeat, interval):
    while True:
        time.sleep(interval)
        heartbeat()


def guard(heartbeat, interval, stop, stopped):
    while not stop.wait(interval):
        try:
            heartbeat()
        except Exception:
            broken.set()
            return
    stopped.set()


def run_with_watchdog(calculation, heartbeat, interval=5.0):
    broken.clear()
    stop, stopped = multiprocessing.Event(), multiprocessing.Event()
    process = multiprocessing.Process(target=guard, args=(heartbeat, interval, stop, stopped))
    process.start()
    try:
        return calculation()
    finally:
        stop.set()
        while not broken.is_set() and not stopped.wait(0.1):
            pass
        process.join()
