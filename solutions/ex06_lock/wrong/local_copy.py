"""Adds to a local copy of the number: the shared counter stays at 0.

rejected by test_one_process_counts: count(processes=1, times=1): expected 1, got 0
"""

import multiprocessing


def increment(counter, lock, times):
    value = counter.value
    for _ in range(times):
        with lock:
            value += 1


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
