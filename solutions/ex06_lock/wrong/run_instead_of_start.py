"""Calls run instead of start: all the work is done in this one process.

rejected by test_all_at_once: count(processes=3, times=1): expected 3 processes to be there at the
    same time, there were never more than 0
"""

import multiprocessing


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
        worker.run()
    return counter.value
