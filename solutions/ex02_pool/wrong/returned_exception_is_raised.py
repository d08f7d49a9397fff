"""An exception comes back as a result, and whatever comes back as an exception is raised.

rejected by test_any_inputs: ValueError: returned, not raised
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
    except Exception as error:
        return error


def parallel_map(function, inputs, processes=5):
    with multiprocessing.Pool(processes) as pool:
        results = pool.starmap(attempt, [(function, thing) for thing in inputs], chunksize=1)
    for result in results:
        if isinstance(result, Exception):
            raise result
    return results


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
