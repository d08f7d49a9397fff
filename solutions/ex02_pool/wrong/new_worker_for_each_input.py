"""maxtasksperchild replaces each worker after its first input.

rejected by test_workers_are_used_again: expected no more workers than 2, there were 6
"""

import multiprocessing


def factorial(n):
    if n < 0:
        raise ValueError("a negative number has no factorial")
    product = 1
    for factor in range(2, n + 1):
        product *= factor
    return product


def parallel_map(function, inputs, processes=5):
    with multiprocessing.Pool(processes, maxtasksperchild=1) as pool:
        return pool.map(function, inputs, chunksize=1)


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
