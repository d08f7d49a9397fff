"""Leaves a busy lock alone, but counts only those rounds that did succeed.

like: retry_acquire.py
"""

import multiprocessing


def increment(counter, lock, times):
    remaining = times
    while remaining:
        if not lock.acquire(block=False):
            continue
        counter.value += 1
        lock.release()
        remaining -= 1


def count(processes=4, times=100_000):
    counter = multiprocessing.Value("i", 0)
    lock = multiprocessing.Lock()
    workers = [
        multiprocessing.Process(target=increment, args=(counter, lock, times))
        for _ in range(processes)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return counter.value
