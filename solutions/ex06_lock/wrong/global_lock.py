"""Uses a lock made at import: unless forked, each process makes another one.

rejected by test_every_start_method: count(processes=2, times=1) under forkserver: expected 2, got
    1
"""

import multiprocessing

LOCK = multiprocessing.Lock()


def increment(counter, lock, times):
    for _ in range(times):
        with LOCK:
            counter.value += 1


def count(processes=4, times=100_000):
    counter = multiprocessing.Value("i", 0)
    workers = [
        multiprocessing.Process(target=increment, args=(counter, LOCK, times))
        for _ in range(processes)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return counter.value
