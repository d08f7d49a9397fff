"""A daemon, so that it dies with this process whatever happens; and killed, not asked to end.

like: signal_by_hand.py
"""

import multiprocessing
import time


def watchdog(heartbeat, interval):
    while True:
        time.sleep(interval)
        heartbeat()


def run_with_watchdog(calculation, heartbeat, interval=5.0):
    process = multiprocessing.Process(target=watchdog, args=(heartbeat, interval), daemon=True)
    process.start()
    try:
        result = calculation()
    except Exception:
        end(process)
        raise
    end(process)
    return result


def end(process):
    process.kill()
    process.join()
    process.close()
