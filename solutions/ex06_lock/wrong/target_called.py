"""Calls increment instead of naming it: this process counts, the others do nothing.

rejected by test_one_process_counts: count(processes=1, times=1): expected each process to add one
    to the same shared Value once; those who wrote to one: nobody
"""

import multiprocessing


def increment(counter, lock, times):
    for _ in range(times):
        with lock:
            counter.value += 1


def count(processes=4, times=100_000):
    counter = multiprocessing.Value("i", 0)
    lock = multiprocessing.Lock()
    workers = [
        multiprocessing.Process(target=increment(counter, lock, times)) for _ in range(processes)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return counter.value
