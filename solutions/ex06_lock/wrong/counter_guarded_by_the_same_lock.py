"""Gives `lock` to the counter too, so that counter.value waits for its own holder.

rejected by test_no_lost_update: for lock (Lock), held by Process-1
"""

import multiprocessing


def increment(counter, lock, times):
    for _ in range(times):
        with lock:
            counter.value += 1


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
