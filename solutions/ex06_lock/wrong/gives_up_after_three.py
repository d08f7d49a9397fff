"""Gives up after three time-outs: on a busy machine additions are left out.

rejected by test_no_increment_is_skipped: count(processes=3, times=2): expected 6, got 2
"""

import multiprocessing


def increment(counter, lock, times):
    for _ in range(times):
        for _attempt in range(3):
            if lock.acquire(timeout=0.1):
                counter.value += 1
                lock.release()
                break


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
