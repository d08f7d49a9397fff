"""Lets all workers meet at a Barrier before the first one begins to count.

like: pool_with_a_barrier.py
"""

import multiprocessing


def increment(counter, lock, times):
    for _ in range(times):
        with lock:
            counter.value += 1


def enter_together(gate, counter, lock, times):
    gate.wait()
    increment(counter, lock, times)


def count(processes=4, times=100_000):
    counter = multiprocessing.Value("i", 0)
    lock = multiprocessing.Lock()
    gate = multiprocessing.Barrier(processes)
    workers = [
        multiprocessing.Process(target=enter_together, args=(gate, counter, lock, times))
        for _ in range(processes)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return counter.value
