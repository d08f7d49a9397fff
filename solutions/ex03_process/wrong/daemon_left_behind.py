"""Relies on being a daemon: the watchdog beats on after the calculation.

rejected by test_every_order_of_events: still running: Process-1
"""

import multiprocessing
import time


def watchdog(heartbeat, interval):
    while True:
        time.sleep(interval)
        heartbeat()


def run_with_watchdog(calculation, heartbeat, interval=5.0):
    multiprocessing.Process(target=watchdog, args=(heartbeat, interval), daemon=True).start()
    return calculation()
