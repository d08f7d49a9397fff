"""A calculation that has raised is made a second time.

rejected by test_failing_calculation: expected it to be called once, it was 2
"""

import multiprocessing
import time


def watchdog(heartbeat, interval):
    while True:
        time.sleep(interval)
        heartbeat()


def run_with_watchdog(calculation, heartbeat, interval=5.0):
    dog = multiprocessing.Process(target=watchdog, args=(heartbeat, interval))
    dog.start()
    try:
        try:
            return calculation()
        except OSError:
            return calculation()
    finally:
        dog.terminate()
        dog.join()
