"""Callbacks append the results as they come in.

rejected by test_same_as_map: expected [[2, 2], [1, 1]], got [[1, 1], [2, 2]]
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
    results, errors = [], []
    pool = multiprocessing.Pool(processes)
    for thing in inputs:
        pool.apply_async(function, (thing,), callback=results.append, error_callback=errors.append)
    pool.close()
    pool.join()
    if errors:
        raise errors[0]
    return results


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
