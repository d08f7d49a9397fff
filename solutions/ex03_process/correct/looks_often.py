"""The watchdog looks four times a second at an Event and at the clock."""

import multiprocessing
import time

PERIOD = 0.25


def watchdog(heartbeat, interval, enough=None):
    enough = enough or multiprocessing.Event()
    last = time.monotonic()
    while not enough.is_set():
        enough.wait(PERIOD)
        if time.monotonic() - last >= interval:
            heartbeat()
            last = time.monotonic()


def run_with_watchdog(calculation, heartbeat, interval=5.0):
    enough = multiprocessing.Event()
    process = multiprocessing.Process(target=watchdog, args=(heartbeat, interval, enough))
    process.start()
    try:
        return calculation()
    finally:
        enough.set()
        process.join()
