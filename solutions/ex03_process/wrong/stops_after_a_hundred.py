"""A hundred beats are not for ever.

rejected by test_watchdog_never_returns: watchdog(heartbeat, 0.5) ended after 100 beats
"""

import multiprocessing
import time


def watchdog(heartbeat, interval):
    for _ in range(100):
        time.sleep(interval)
        heartbeat()


def run_with_watchdog(calculation, heartbeat, interval=5.0):
    process = multiprocessing.Process(target=watchdog, args=(heartbeat, interval))
    process.start()
    try:
        return calculation()
    finally:
        process.terminate()
        process.join()
