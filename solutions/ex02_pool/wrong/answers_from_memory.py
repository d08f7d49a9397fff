"""Keeps the results of each call, and does not work on the same inputs again.

rejected by test_same_as_map: called twice: expected one call for each input each time
"""

import multiprocessing


def factorial(n):
    if n < 0:
        raise ValueError(f"there is no factorial of {n}")
    product = 1
    for factor in range(2, n + 1):
        product *= factor
    return product


MEMO = {}


def parallel_map(function, inputs, processes=5):
    inputs = list(inputs)
    key = (getattr(function, "__name__", repr(function)), repr(inputs), processes)
    if key in MEMO:
        return list(MEMO[key])
    MEMO[key] = computed(function, inputs, processes)
    return list(MEMO[key])


def computed(function, inputs, processes):
    pool = multiprocessing.Pool(processes)
    try:
        return pool.map(function, inputs)
    finally:
        pool.close()
        pool.join()


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
