"""Asks for the lock without ever blocking, again and again until it is free.

like: retry_acquire.py
"""

import multiprocessing


def increment(counter, lock, times):
    for _ in range(times):
        while not lock.acquire(block=False):
            pass
        counter.value += 1
        lock.release()


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
