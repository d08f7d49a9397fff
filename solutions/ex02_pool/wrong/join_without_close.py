"""Joins a pool that has not been closed, which raises ValueError.

rejected by test_same_as_map: ValueError: Pool is still running
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
    pool = multiprocessing.Pool(processes)
    results = pool.map(function, inputs)
    pool.join()
    return results


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
