"""Sends a result as the text that it looks like, and evaluates it: of infinity, that is a name.

rejected by test_any_inputs: NameError: name 'inf' is not defined
"""

import multiprocessing
from functools import partial


def factorial(n):
    if n < 0:
        raise ValueError("a negative number has no factorial")
    product = 1
    for factor in range(2, n + 1):
        product *= factor
    return product


def written(function, thing):
    return repr(function(thing))


def parallel_map(function, inputs, processes=5):
    pool = multiprocessing.Pool(processes)
    try:
        return [eval(text) for text in pool.map(partial(written, function), inputs)]
    finally:
        pool.close()
        pool.join()


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
