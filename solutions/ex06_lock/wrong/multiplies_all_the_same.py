"""Counts with a lock for each process, and multiplies, since the counter holds too little.

rejected by test_no_lost_update: it returned 2, but the shared Value that the processes added to
    did not go up by one each time; it showed [1, 1]
"""

import multiprocessing


def increment(counter, lock, times):
    for _ in range(times):
        with lock:
            counter.value += 1


def count(processes=4, times=100_000):
    counter = multiprocessing.Value("i", 0)
    workers = [
        multiprocessing.Process(target=increment, args=(counter, multiprocessing.Lock(), times))
        for _ in range(processes)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return processes * times
