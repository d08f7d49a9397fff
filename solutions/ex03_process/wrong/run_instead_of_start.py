"""run() runs the watchdog in this process, for ever.

rejected by test_seventeen_seconds: it goes on for ever
"""

import multiprocessing
import time


def watchdog(heartbeat, interval):
    while True:
        time.sleep(interval)
        heartbeat()


def run_with_watchdog(calculation, heartbeat, interval=5.0):
    process = multiprocessing.Process(target=watchdog, args=(heartbeat, interval))
    process.run()
    try:
        return calculation()
    finally:
        process.terminate()
        process.join()
