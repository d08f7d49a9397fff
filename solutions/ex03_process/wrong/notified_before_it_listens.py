"""Asks with a Condition and no flag: a call that comes before the watchdog listens is lost.

rejected by test_every_order_of_events: it goes on for ever
"""

import multiprocessing
import time


def watchdog(heartbeat, interval):
    while True:
        time.sleep(interval)
        heartbeat()


def watch_until(condition, heartbeat, interval):
    while True:
        with condition:
            if condition.wait(interval):
                return
        heartbeat()


def run_with_watchdog(calculation, heartbeat, interval=5.0):
    condition = multiprocessing.Condition()
    process = multiprocessing.Process(target=watch_until, args=(condition, heartbeat, interval))
    process.start()
    try:
        return calculation()
    finally:
        with condition:
            condition.notify_all()
        process.join()
