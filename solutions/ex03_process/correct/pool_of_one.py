"""A pool with one worker, which is terminated at the end of the with."""

import multiprocessing
import time


def watchdog(heartbeat, interval):
    while True:
        time.sleep(interval)
        heartbeat()


def run_with_watchdog(calculation, heartbeat, interval=5.0):
    with multiprocessing.Pool(1) as pool:
        pool.apply_async(watchdog, (heartbeat, interval))
        return calculation()
