"""Returns early when the calculation has returned None, and leaves the watchdog running.

rejected by test_any_result: the calculation returns None: still running: Process-1
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
    if result is None:
        return None
    end(process)
    return result


def end(process):
    process.terminate()
    process.join()
