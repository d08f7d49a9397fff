"""A lock for each sixteen processes: those of two groups are inside at once.

rejected by test_no_increment_is_skipped: count(processes=18, times=1): expected 18, got 17
"""

import multiprocessing


def increment(counter, lock, times):
    for _ in range(times):
        with lock:
            counter.value += 1


def count(processes=4, times=100_000):
    counter = multiprocessing.Value("i", 0)
    locks = [multiprocessing.Lock() for _ in range(processes // 17 + 1)]
    workers = [
        multiprocessing.Process(target=increment, args=(counter, locks[number // 16], times))
        for number in range(processes)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return counter.value
