"""Tries itself out below, unguarded: a worker that is not forked tries it out as well, and dies.

rejected by test_every_start_method: under forkserver: expected 2, got 0
"""

import multiprocessing


def increment(counter, lock, times):
    for _ in range(times):
        with lock:
            counter.value += 1


def count(processes=4, times=100_000):
    counter, lock = multiprocessing.Value("i", 0), multiprocessing.Lock()
    workers = [
        multiprocessing.Process(target=increment, args=(counter, lock, times))
        for _ in range(processes)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return counter.value


print(count(processes=2, times=10))
