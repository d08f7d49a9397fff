"""Shortens the pause after a heartbeat that took longer than the interval.

rejected by test_slow_heartbeat: heartbeat takes 8 s, interval=5: expected beats to begin at 5,
    18, 31 s
"""

import multiprocessing
import time


def watchdog(heartbeat, interval):
    late = 0.0
    while True:
        time.sleep(max(interval - late, 0))
        began = time.monotonic()
        heartbeat()
        late = max(time.monotonic() - began - interval, 0)


def run_with_watchdog(calculation, heartbeat, interval=5.0):
    process = multiprocessing.Process(target=watchdog, args=(heartbeat, interval))
    process.start()
    try:
        return calculation()
    finally:
        process.terminate()
        process.join()
