"""A pool, whose workers learn of counter and lock when they start, and meet at a Barrier.

The Barrier sees to it that each worker takes one of the tasks.
"""

import multiprocessing


def increment(counter, lock, times):
    for _ in range(times):
        with lock:
            counter.value += 1


def prepare(*given):
    global shared
    shared = given


def task(times):
    gate, counter, lock = shared
    gate.wait()
    increment(counter, lock, times)


def count(processes=4, times=100_000):
    counter = multiprocessing.Value("i", 0)
    given = multiprocessing.Barrier(processes), counter, multiprocessing.Lock()
    with multiprocessing.Pool(processes, prepare, given) as pool:
        pool.map(task, [times] * processes, chunksize=1)
        pool.close()
        pool.join()
    return counter.value
