"""This process holds a lock while it calculates; the watchdog tries to get it, again and again."""

import multiprocessing
import time


def watchdog(heartbeat, interval):
    while True:
        time.sleep(interval)
        heartbeat()


def watch_while_locked(heartbeat, interval, busy):
    while not busy.acquire(timeout=interval):
        heartbeat()
    busy.release()


def run_with_watchdog(calculation, heartbeat, interval=5.0):
    busy = multiprocessing.Lock()
    process = multiprocessing.Process(target=watch_while_locked, args=(heartbeat, interval, busy))
    with busy:
        process.start()
        try:
            result, error = calculation(), None
        except Exception as raised:
            result, error = None, raised
    process.join()
    if error is not None:
        raise error
    return result
