"""An Event of the module stays set where the calculation raises: the next watchdog never beats.

rejected by test_failing_calculation: a calculation of 7 s, called after one that raised:
    expected a beat at 5 s; got none
"""

import multiprocessing
import time

stop = multiprocessing.Event()


def watchdog(heartbeat, interval):
    while True:
        time.sleep(interval)
        heartbeat()


def watch(heartbeat, interval, stop):
    while not stop.wait(interval):
        heartbeat()


def run_with_watchdog(calculation, heartbeat, interval=5.0):
    process = multiprocessing.Process(target=watch, args=(heartbeat, interval, stop))
    process.start()
    try:
        result = calculation()
    except Exception:
        stop.set()
        process.join()
        raise
    stop.set()
    process.join()
    stop.clear()
    return result
