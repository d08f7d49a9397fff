"""Makes the counter without a lock, and then asks it for one: each worker dies.

rejected by test_one_process_counts: count(processes=1, times=1): expected 1, got 0
"""

import multiprocessing


def increment(counter, lock, times):
    for _ in range(times):
        with counter.get_lock():
            counter.value += 1


def count(processes=4, times=100_000):
    counter = multiprocessing.Value("i", 0, lock=False)
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
