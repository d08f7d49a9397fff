"""Hands the pool a row of calls, in place of the function and its inputs.

rejected by test_same_as_map: TypeError
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
    with multiprocessing.Pool(processes) as pool:
        return pool.map(function(thing) for thing in inputs)


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
