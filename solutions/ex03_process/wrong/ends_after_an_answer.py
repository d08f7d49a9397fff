"""Takes what heartbeat returns for a sign to stop.

rejected by test_watchdog_never_returns: heartbeat returns True, interval=5: expected beats at
    5, 10, 15 s; got 5
"""

import multiprocessing
import time


def watchdog(heartbeat, interval):
    time.sleep(interval)
    while not heartbeat():
        time.sleep(interval)


def run_with_watchdog(calculation, heartbeat, interval=5.0):
    process = multiprocessing.Process(target=watchdog, args=(heartbeat, interval))
    process.start()
    try:
        return calculation()
    finally:
        process.terminate()
        process.join()
