"""A Condition with a flag: notified at the end, and otherwise it times out once per interval."""

import multiprocessing
import time


def watchdog(heartbeat, interval):
    while True:
        time.sleep(interval)
        heartbeat()


def watch_until(over, condition, heartbeat, interval):
    while True:
        with condition:
            if condition.wait_for(lambda: over.value, timeout=interval):
                return
        heartbeat()


def run_with_watchdog(calculation, heartbeat, interval=5.0):
    condition = multiprocessing.Condition()
    over = multiprocessing.Value("b", False, lock=False)
    process = multiprocessing.Process(
        target=watch_until, args=(over, condition, heartbeat, interval)
    )
    process.start()
    try:
        return calculation()
    finally:
        with condition:
            over.value = True
            condition.notify_all()
        process.join()
