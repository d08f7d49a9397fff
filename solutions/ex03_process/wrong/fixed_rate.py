"""Takes the time that a heartbeat needs off the next pause.

rejected by test_slow_heartbeat: expected beats to begin at 5, 13, 21 s
"""

import multiprocessing
import time


def watchdog(heartbeat, interval):
    due = time.monotonic()
    while True:
        due += interval
        time.sleep(max(0, due - time.monotonic()))
        heartbeat()


def run_with_watchdog(calculation, heartbeat, interval=5.0):
    process = multiprocessing.Process(target=watchdog, args=(heartbeat, interval))
    process.start()
    try:
        return calculation()
    finally:
        process.terminate()
        process.join()
