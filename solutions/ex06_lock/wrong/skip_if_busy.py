"""Skips the addition when the lock is taken: that visitor is never counted.

rejected by test_no_increment_is_skipped: count(processes=3, times=2): expected 6, got 2
"""

import multiprocessing


def increment(counter, lock, times):
    for _ in range(times):
        if not lock.acquire(block=False):
            continue
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
