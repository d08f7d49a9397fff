"""Waiting for an Event with a time-out is a pause that can be broken off."""

import multiprocessing


def watchdog(heartbeat, interval, stop=None):
    stop = stop or multiprocessing.Event()
    while not stop.wait(interval):
        heartbeat()


def run_with_watchdog(calculation, heartbeat, interval=5.0):
    stop = multiprocessing.Event()
    process = multiprocessing.Process(target=watchdog, args=(heartbeat, interval, stop))
    process.start()
    try:
        return calculation()
    finally:
        stop.set()
        process.join()
