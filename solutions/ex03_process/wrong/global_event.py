"""Uses an Event made at import: unless forked, the watchdog waits for one of its own.

rejected by test_every_start_method: it goes on for ever
"""

import multiprocessing

stop = multiprocessing.Event()


def watchdog(heartbeat, interval):
    while not stop.wait(interval):
        heartbeat()


def run_with_watchdog(calculation, heartbeat, interval=5.0):
    stop.clear()
    process = multiprocessing.Process(target=watchdog, args=(heartbeat, interval))
    process.start()
    try:
        return calculation()
    finally:
        stop.set()
        process.join()
