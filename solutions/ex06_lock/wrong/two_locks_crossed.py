"""Takes two locks in changing order: two processes wait for each other for ever.

rejected by test_no_lost_update: for counter's lock (RLock), held by Process-1
"""

import multiprocessing


def increment(counter, lock, times):
    for turn in range(times):
        first, second = lock, counter.get_lock()
        if turn % 2:
            first, second = second, first
        with first, second:
            counter.value += 1


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
