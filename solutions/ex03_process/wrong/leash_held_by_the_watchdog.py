"""Waits for the end of a pipe of which the watchdog has a copy: under fork the end never comes.

rejected by test_seventeen_seconds: its other end is held open by Process-1
"""

import multiprocessing
import time


def watchdog(heartbeat, interval):
    while True:
        time.sleep(interval)
        heartbeat()


def on_a_leash(heartbeat, interval, end):
    while not end.poll(interval):
        heartbeat()


def run_with_watchdog(calculation, heartbeat, interval=5.0):
    mine, its = multiprocessing.Pipe()
    process = multiprocessing.Process(target=on_a_leash, args=(heartbeat, interval, its))
    process.start()
    its.close()
    try:
        return calculation()
    finally:
        mine.close()
        process.join()
