"""The watchdog clears the Event when it begins; where that comes after the set, it never ends.

rejected by test_every_order_of_events: it goes on for ever
"""

import multiprocessing


def watchdog(heartbeat, interval, stop=None):
    stop = stop or multiprocessing.Event()
    stop.clear()
    while not stop.wait(interval):
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
