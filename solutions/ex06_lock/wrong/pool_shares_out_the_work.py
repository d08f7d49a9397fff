"""A pool shares out the calls: a worker that is quick makes two, and another one none.

rejected by test_no_lost_update: expected each process to add one to the same shared Value once
"""

import multiprocessing as mp


def prepare(c, k):
    global counter, lock
    counter, lock = c, k


def task(times):
    increment(counter, lock, times)


def increment(counter, lock, times):
    for _ in range(times):
        with lock:
            counter.value += 1


def count(processes=4, times=100_000):
    c = mp.Value("l")
    with mp.Pool(processes, prepare, (c, mp.Lock())) as pool:
        pool.map(task, [times] * processes)
        pool.close()
        pool.join()
    return c.value
