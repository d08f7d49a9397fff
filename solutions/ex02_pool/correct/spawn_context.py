"""A pool of an explicit context, whatever the default start method is.

slow: each of its workers imports the program anew
"""

import functools
import multiprocessing
import operator


def factorial(n):
    if n < 0:
        raise ValueError(n)
    return functools.reduce(operator.mul, range(1, n + 1), 1)


def parallel_map(function, inputs, processes=5):
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        return pool.map(function, list(inputs), chunksize=1)


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
