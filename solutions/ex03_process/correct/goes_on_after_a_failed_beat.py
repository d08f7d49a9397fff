"""A beat that fails is reported, and the next one is tried all the same."""

import multiprocessing
import time
import traceback


def watchdog(heartbeat, interval):
    while True:
        time.sleep(interval)
        try:
            heartbeat()
        except Exception:
            traceback.print_exc()


def run_with_watchdog(calculation, heartbeat, interval=5.0):
    process = multiprocessing.Process(target=watchdog, args=(heartbeat, interval))
    process.start()
    try:
        return calculation()
    finally:
        if process.is_alive():
            process.terminate()
        process.join()
