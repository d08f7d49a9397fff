"""Tries to acquire with a time-out, and tries again until it succeeds."""

import multiprocessing


def increment(counter, lock, times):
    for _ in range(times):
        while not lock.acquire(timeout=0.1):
            pass
        try:
            counter.value += 1
        finally:
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
