"""Calls the counter's own acquire and release, in a try/finally.

like: get_lock.py
"""

import multiprocessing


def increment(counter, lock, times):
    for _ in range(times):
        counter.acquire()
        try:
            counter.value += 1
        finally:
            counter.release()


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
