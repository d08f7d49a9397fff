"""After an exception everything is worked on once more: perhaps it was a hiccup.

rejected by test_exception_reaches_the_caller: an input was worked on again after the exception
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
    inputs = list(inputs)
    with multiprocessing.Pool(processes) as pool:
        try:
            return pool.map(function, inputs, chunksize=1)
        except Exception:
            return pool.map(function, inputs, chunksize=1)


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
