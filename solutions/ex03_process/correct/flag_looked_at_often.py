"""A shared flag, looked at ten times a second: the pause consists of short naps.

like: counted_naps.py
"""

import multiprocessing
import time

NAP = 0.1


def watchdog(heartbeat, interval, stop=None):
    while True:
        due = time.monotonic() + interval
        while time.monotonic() < due:
            if stop is not None and stop.value:
                return
            time.sleep(min(NAP, max(0, due - time.monotonic())))
        heartbeat()


def run_with_watchdog(calculation, heartbeat, interval=5.0):
    stop = multiprocessing.Value("b", False)
    process = multiprocessing.Process(target=watchdog, args=(heartbeat, interval, stop))
    process.start()
    try:
        return calculation()
    finally:
        stop.value = True
        process.join()
