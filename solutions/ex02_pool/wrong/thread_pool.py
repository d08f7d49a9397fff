"""A pool of threads: all in the process that called parallel_map.

rejected by test_same_as_map: the process that called parallel_map did some of the work
"""

from multiprocessing.pool import ThreadPool


def factorial(n):
    if n < 0:
        raise ValueError("a negative number has no factorial")
    product = 1
    for factor in range(2, n + 1):
        product *= factor
    return product


def parallel_map(function, inputs, processes=5):
    with ThreadPool(processes) as pool:
        return pool.map(function, inputs)


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
