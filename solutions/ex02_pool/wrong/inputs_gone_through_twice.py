"""Counts the inputs by going through them, and finds nothing the second time.

rejected by test_any_inputs: a generator of
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
    count = sum(1 for _ in inputs)
    with multiprocessing.Pool(processes) as pool:
        return pool.map(function, inputs, chunksize=max(1, count // (4 * processes)))


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
