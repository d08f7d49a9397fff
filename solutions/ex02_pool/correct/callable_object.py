"""The workers call an object, which wraps the function and tells failures from results.

like: pool_in_with.py
"""

import multiprocessing


def factorial(n):
    if n < 0:
        raise ValueError("a negative number has no factorial")
    product = 1
    for factor in range(2, n + 1):
        product *= factor
    return product


class Call:
    """A function whose exceptions are results like any other."""

    def __init__(self, function):
        self.function = function

    def __call__(self, thing):
        try:
            return self.function(thing), None
        except Exception as error:
            return None, error


def parallel_map(function, inputs, processes=5):
    with multiprocessing.Pool(processes) as pool:
        outcomes = pool.map(Call(function), inputs)
    for _, error in outcomes:
        if error is not None:
            raise error
    return [result for result, _ in outcomes]


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
