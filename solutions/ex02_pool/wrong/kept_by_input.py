"""Keeps the results by what the input looks like: equal inputs share one result.

rejected by test_any_inputs: each call returns another number
"""

import multiprocessing


def factorial(n):
    if n < 0:
        raise ValueError(f"there is no factorial of {n}")
    product = 1
    for factor in range(2, n + 1):
        product *= factor
    return product


def parallel_map(function, inputs, processes=5):
    inputs = list(inputs)
    with multiprocessing.Pool(processes) as pool:
        found = dict(zip(map(repr, inputs), pool.map(function, inputs)))
    return [found[repr(thing)] for thing in inputs]


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
