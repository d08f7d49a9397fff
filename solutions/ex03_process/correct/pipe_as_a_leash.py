"""The watchdog waits at a pipe whose other end closes when the calculation is over."""

import multiprocessing
import time


def watchdog(heartbeat, interval):
    while True:
        time.sleep(interval)
        heartbeat()


def on_a_leash(heartbeat, interval, own_end, other_end):
    # Of the end that is to be closed, a forked process has a copy as well.
    other_end.close()
    while not own_end.poll(interval):
        heartbeat()


def run_with_watchdog(calculation, heartbeat, interval=5.0):
    mine, its = multiprocessing.Pipe()
    process = multiprocessing.Process(target=on_a_leash, args=(heartbeat, interval, its, mine))
    process.start()
    its.close()
    with mine:
        try:
            return calculation()
        finally:
            mine.close()
            process.join()
