"""Chooses its own start method, whatever the default is."""

import multiprocessing
import time

context = multiprocessing.get_context("spawn")


def watchdog(heartbeat, interval):
    while True:
        time.sleep(interval)
        heartbeat()


def run_with_watchdog(calculation, heartbeat, interval=5.0):
    process = context.Process(target=watchdog, args=(heartbeat, interval))
    process.start()
    try:
        return calculation()
    finally:
        process.terminate()
        process.join()
