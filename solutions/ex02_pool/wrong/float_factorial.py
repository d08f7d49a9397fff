"""Multiplies floats, which are not exact.

rejected by test_factorial: factorial(0): expected 1, got 1.0
"""

import multiprocessing


def factorial(n):
    if n < 0:
        raise ValueError(n)
    product = 1.0
    for factor in range(2, n + 1):
        product *= factor
    return product


def parallel_map(function, inputs, processes=5):
    with multiprocessing.Pool(processes) as pool:
        return pool.map(function, inputs)


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
