"""Keeps the results by input, so that equal inputs become one, and lists cannot be kept.

rejected by test_any_inputs: unhashable type
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
        promises = {thing: pool.apply_async(function, (thing,)) for thing in inputs}
        return [promise.get() for promise in promises.values()]


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
