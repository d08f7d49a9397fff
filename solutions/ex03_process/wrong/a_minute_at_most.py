"""No interval is longer than a minute.

rejected by test_other_intervals: expected beats at 65 s
"""

import multiprocessing
import time


def watchdog(heartbeat, interval):
    while True:
        time.sleep(min(interval, 60))
        heartbeat()


def run_with_watchdog(calculation, heartbeat, interval=5.0):
    watching = multiprocessing.Process(target=watchdog, args=(heartbeat, interval), daemon=True)
    watching.start()
    try:
        return calculation()
    finally:
        watching.terminate()
        watching.join()
