"""A recursion, which ends at a depth of about a thousand calls.

rejected by test_factorial: RecursionError
"""

import multiprocessing


def factorial(n):
    if n < 0:
        raise ValueError(n)
    return 1 if n == 0 else n * factorial(n - 1)


def parallel_map(function, inputs, processes=5):
    with multiprocessing.Pool(processes) as pool:
        return pool.map(function, inputs)


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
