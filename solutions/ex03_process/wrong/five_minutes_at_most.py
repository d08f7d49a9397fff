"""The watchdog ends by itself after five minutes.

rejected by test_slow_heartbeat: expected beats to begin at 5, 210, 415 s
"""

import multiprocessing
import time


def watchdog(heartbeat, interval):
    end = time.monotonic() + 300
    while time.monotonic() < end:
        time.sleep(interval)
        heartbeat()


def run_with_watchdog(calculation, heartbeat, interval=5.0):
    process = multiprocessing.Process(target=watchdog, args=(heartbeat, interval))
    process.start()
    try:
        return calculation()
    finally:
        # It would sleep to the end of its pause; and join alone would wait for ever.
        process.terminate()
        process.join()
