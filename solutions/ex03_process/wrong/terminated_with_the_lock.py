"""Both processes take one lock; the watchdog is terminated while it may hold it.

rejected by test_every_order_of_events: deadlock: nobody can move any more.
"""

import multiprocessing
import time


def watchdog(heartbeat, interval, lock=None):
    lock = lock or multiprocessing.Lock()
    while True:
        time.sleep(interval)
        with lock:
            heartbeat()


def run_with_watchdog(calculation, heartbeat, interval=5.0):
    lock = multiprocessing.Lock()
    process = multiprocessing.Process(target=watchdog, args=(heartbeat, interval, lock))
    process.start()
    try:
        result = calculation()
    finally:
        process.terminate()
        process.join()
    with lock:
        print("calculated", flush=True)
    return result
