"""The calculation begins when the watchdog has said that it is there.

like: stop_event.py
"""

import multiprocessing
import time


def watchdog(heartbeat, interval, there=None):
    if there is not None:
        there.release()
    while True:
        time.sleep(interval)
        heartbeat()


def run_with_watchdog(calculation, heartbeat, interval=5.0):
    there = multiprocessing.Semaphore(0)
    process = multiprocessing.Process(target=watchdog, args=(heartbeat, interval, there))
    process.start()
    try:
        there.acquire()
        return calculation()
    finally:
        process.terminate()
        process.join()
