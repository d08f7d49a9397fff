"""Adds a thousand at a time.

rejected by test_one_process_counts: count(processes=1, times=1100): expected each process to add
    one
"""

import multiprocessing

BATCH = 1000


def increment(counter, lock, times):
    while times > 0:
        step = BATCH if times >= BATCH else 1
        with lock:
            counter.value += step
        times -= step


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
