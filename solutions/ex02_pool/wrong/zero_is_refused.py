"""Refuses 0 together with the negative numbers.

rejected by test_factorial: ValueError
"""

import multiprocessing


def factorial(n):
    if n <= 0:
        raise ValueError(n)
    product = 1
    for factor in range(1, n + 1):
        product *= factor
    return product


def parallel_map(function, inputs, processes=5):
    with multiprocessing.Pool(processes) as pool:
        return pool.map(function, inputs)


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
