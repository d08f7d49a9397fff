"""Makes a new pool for each input: never two calls at once, and ever new workers.

rejected by test_all_at_work_at_once: there were never more than 1
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
    results = []
    for thing in inputs:
        with multiprocessing.Pool(processes) as pool:
            results.append(pool.apply(function, (thing,)))
    return results


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
