"""Takes a result that is None for one that is missing.

rejected by test_any_inputs: expected three times None, got []
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
        return [result for result in pool.map(function, inputs) if result is not None]


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
