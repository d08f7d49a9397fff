"""Uses a BoundedSemaphore with one place, acquired and released by hand.

like: binary_semaphore.py
"""

import multiprocessing


def increment(counter, lock, times):
    for _ in range(times):
        lock.acquire()
        counter.value += 1
        lock.release()


def count(processes=4, times=100_000):
    counter = multiprocessing.Value("i", 0)
    lock = multiprocessing.BoundedSemaphore(1)
    workers = [
        multiprocessing.Process(target=increment, args=(counter, lock, times))
        for _ in range(processes)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return counter.value
