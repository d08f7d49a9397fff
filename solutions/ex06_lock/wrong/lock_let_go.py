"""Nobody keeps the lock: once the last worker is started, a spawned one does not find it any more.

rejected by test_every_start_method: count(processes=2, times=1) under forkserver: expected 2, got 0
"""

import multiprocessing


def increment(counter, lock, times):
    for _ in range(times):
        with lock:
            counter.value += 1


def make_workers(counter, processes, times):
    lock = multiprocessing.Lock()
    return [
        multiprocessing.Process(target=increment, args=(counter, lock, times))
        for _ in range(processes)
    ]


def count(processes=4, times=100_000):
    counter = multiprocessing.Value("i", 0)
    workers = make_workers(counter, processes, times)
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return counter.value
