"""Has the lesson's five seconds built in.

rejected by test_other_intervals: expected beats at 2, 4, 6, 8, 10, 12, 14, 16 s; got 5, 10, 15
"""

import multiprocessing
import time


def watchdog(heartbeat, interval):
    while True:
        time.sleep(5)
        heartbeat()


def run_with_watchdog(calculation, heartbeat, interval=5.0):
    process = multiprocessing.Process(target=watchdog, args=(heartbeat, interval))
    process.start()
    try:
        return calculation()
    finally:
        process.terminate()
        process.join()
