"""Adds all in one go and without a lock, so that it hardly ever goes wrong by itself.

rejected by test_no_lost_update: count(processes=2, times=1): expected 2, got 1
rejected by test_every_value_is_seen: expected the counter to show 1, 2, 3, 4; it showed [2,
"""

import multiprocessing


def increment(counter, lock, times):
    counter.value = counter.value + times


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
