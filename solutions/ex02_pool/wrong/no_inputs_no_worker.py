"""As many workers as inputs at the most: without any, Pool(0) raises.

rejected by test_any_inputs: Number of processes must be at least 1
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
    things = list(inputs)
    with multiprocessing.Pool(min(processes, len(things))) as pool:
        return pool.map(function, things)


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
