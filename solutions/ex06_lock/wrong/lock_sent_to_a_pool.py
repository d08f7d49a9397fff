"""Hands the lock and the counter to a pool with its work: they can only be inherited.

rejected by test_one_process_counts: should only be shared between processes through inheritance
"""

import multiprocessing as mp


def increment(counter, lock, times):
    for _ in range(times):
        with lock:
            counter.value += 1


def count(processes=4, times=100_000):
    counter = mp.Value("l")
    lock = mp.Lock()
    with mp.Pool(processes) as pool:
        pool.starmap(increment, [(counter, lock, times)] * processes)
    return counter.value
