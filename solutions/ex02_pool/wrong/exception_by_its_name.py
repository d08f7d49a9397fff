"""Raises an exception again by its name, as if all were among Python's built-in ones.

rejected by test_exception_reaches_the_caller: expected Empty, got RuntimeError
"""

import builtins
import math
import multiprocessing
from functools import partial


def factorial(n):
    return math.factorial(n)


def tried(function, thing):
    try:
        return "done", function(thing)
    except Exception as error:
        return type(error).__name__, error.args


def parallel_map(function, inputs, processes=5):
    with multiprocessing.Pool(processes) as pool:
        outcomes = pool.map(partial(tried, function), inputs)
        pool.close()
        pool.join()
    for kind, result in outcomes:
        if kind != "done":
            raise getattr(builtins, kind, RuntimeError)(*result)
    return [result for _, result in outcomes]


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
