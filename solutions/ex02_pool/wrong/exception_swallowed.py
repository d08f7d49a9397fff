"""An input whose call raises gets None as its result.

rejected by test_exception_reaches_the_caller: expected an exception, got the result [None]
"""

import multiprocessing


def factorial(n):
    if n < 0:
        raise ValueError("a negative number has no factorial")
    product = 1
    for factor in range(2, n + 1):
        product *= factor
    return product


def attempt(function, thing):
    try:
        return function(thing)
    except Exception:
        return None


def parallel_map(function, inputs, processes=5):
    with multiprocessing.Pool(processes) as pool:
        return pool.starmap(attempt, [(function, thing) for thing in inputs])


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
