"""Waits for the end of a process that never ends.

rejected by test_stops_at_once: it goes on for ever
"""

import multiprocessing
import time


def watchdog(heartbeat, interval):
    while True:
        time.sleep(interval)
        heartbeat()


def run_with_watchdog(calculation, heartbeat, interval=5.0):
    process = multiprocessing.Process(target=watchdog, args=(heartbeat, interval))
    process.start()
    result = calculation()
    process.join()
    return result
