"""Gives the counter the same lock, and goes round it to the raw number inside.

like: raw_value.py
"""

import multiprocessing


def increment(counter, lock, times):
    for _ in range(times):
        with lock:
            # The value property would take the lock a second time, and wait for itself.
            counter.get_obj().value += 1


def count(processes=4, times=100_000):
    lock = multiprocessing.Lock()
    counter = multiprocessing.Value("i", 0, lock=lock)
    workers = [
        multiprocessing.Process(target=increment, args=(counter, lock, times))
        for _ in range(processes)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return counter.value
