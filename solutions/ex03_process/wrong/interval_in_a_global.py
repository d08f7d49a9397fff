"""The watchdog finds its interval in a global variable, which is set under fork only.

rejected by test_every_start_method: 17 s, interval=4, under forkserver: expected beats at
    4, 8, 12, 16 s; got 5, 10, 15
"""

import multiprocessing
import time

settings = {"interval": 5.0}


def watchdog(heartbeat, interval):
    while True:
        time.sleep(interval)
        heartbeat()


def watch(heartbeat):
    watchdog(heartbeat, settings["interval"])


def run_with_watchdog(calculation, heartbeat, interval=5.0):
    settings["interval"] = interval
    process = multiprocessing.Process(target=watch, args=(heartbeat,))
    process.start()
    try:
        return calculation()
    finally:
        process.terminate()
        process.join()
