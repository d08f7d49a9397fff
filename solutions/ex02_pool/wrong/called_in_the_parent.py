"""Calls the function itself, and gives the pool the results as if they were inputs.

rejected by test_same_as_map: the process that called parallel_map did some of the work
"""

import multiprocessing


def factorial(n):
    if n < 0:
        raise ValueError("a negative number has no factorial")
    product = 1
    for factor in range(2, n + 1):
        product *= factor
    return product


def give_back(result):
    return result


def parallel_map(function, inputs, processes=5):
    with multiprocessing.Pool(processes) as pool:
        return pool.map(give_back, (function(thing) for thing in inputs))


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
