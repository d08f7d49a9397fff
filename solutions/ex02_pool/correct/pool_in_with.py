"""The pool is a context manager, whose end terminates the workers."""

import math
import multiprocessing


def factorial(n):
    # It refuses negative numbers as well.
    return math.factorial(n)


def parallel_map(function, inputs, processes=5):
    with multiprocessing.Pool(processes) as pool:
        return pool.map(function, inputs)


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
