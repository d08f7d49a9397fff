"""An Event that a manager keeps."""

import multiprocessing
import time


def watchdog(heartbeat, interval):
    while True:
        time.sleep(interval)
        heartbeat()


def watch_until(over, heartbeat, interval):
    while not over.wait(interval):
        heartbeat()


def run_with_watchdog(calculation, heartbeat, interval=5.0):
    with multiprocessing.Manager() as manager:
        over = manager.Event()
        process = multiprocessing.Process(target=watch_until, args=(over, heartbeat, interval))
        process.start()
        try:
            return calculation()
        finally:
            over.set()
            process.join()
