"""Closes the pool and does not wait for the workers.

rejected by test_nothing_left_behind: still running
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
    try:
        return pool.map(function, inputs)
    finally:
        pool.close()


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
