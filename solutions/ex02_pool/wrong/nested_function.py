"""The workers are to call a nested function, which cannot be pickled.

rejected by test_same_as_map: .<locals>.call
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
    def call(thing):
        return function(thing)

    with multiprocessing.Pool(processes) as pool:
        return pool.map(call, inputs)


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
