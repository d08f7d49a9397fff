"""Sleeps a while instead of waiting for the processes, and hopes that is enough.

rejected by test_nothing_left_behind: still running: Process-1, Process-2
"""

import multiprocessing
import time


def increment(counter, lock, times):
    for _ in range(times):
        with lock:
            counter.value += 1


def count(processes=4, times=100_000):
    counter = multiprocessing.Value("i", 0)
    lock = multiprocessing.Lock()
    workers = [
        multiprocessing.Process(target=increment, args=(counter, lock, times))
        for _ in range(processes)
    ]
    for worker in workers:
        worker.start()
    time.sleep(2)
    return counter.value
