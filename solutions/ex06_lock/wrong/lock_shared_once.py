"""Lets all share a lock in the first call only; later, each process has one of its own.

rejected by test_no_lost_update: called after count(2, 1): expected 4, got 2
"""

import multiprocessing


def increment(counter, lock, times):
    for _ in range(times):
        with lock:
            counter.value += 1


shared_before = False


def count(processes=4, times=100_000):
    global shared_before
    counter = multiprocessing.Value("i", 0)
    locks = [multiprocessing.Lock() for _ in range(processes)]
    if not shared_before:
        locks = locks[:1] * processes
    shared_before = True
    workers = [
        multiprocessing.Process(target=increment, args=(counter, lock, times)) for lock in locks
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return counter.value
