"""Returns early when there are no inputs, and has made the pool already.

rejected by test_any_inputs: inputs []: still running
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
    pool = multiprocessing.Pool(processes)
    inputs = list(inputs)
    if not inputs:
        return []
    try:
        return pool.map(function, inputs)
    finally:
        pool.close()
        pool.join()


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
