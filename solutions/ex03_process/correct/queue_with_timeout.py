"""A queue that stays empty until the calculation is over; Empty means: time for a beat."""

import multiprocessing
import queue


def watchdog(heartbeat, interval, orders=None):
    orders = orders or multiprocessing.Queue()
    while True:
        try:
            orders.get(timeout=interval)
        except queue.Empty:
            heartbeat()
        else:
            return


def run_with_watchdog(calculation, heartbeat, interval=5.0):
    orders = multiprocessing.Queue()
    process = multiprocessing.Process(target=watchdog, args=(heartbeat, interval, orders))
    process.start()
    try:
        return calculation()
    finally:
        orders.put("stop")
        process.join()
