"""The pool is made when the module is imported, and never ended.

rejected by test_all_at_work_at_once: expected no more workers than 3, there were 4
rejected by test_nothing_left_behind: still running:
"""

import multiprocessing


def factorial(n):
    if n < 0:
        raise ValueError("a negative number has no factorial")
    product = 1
    for factor in range(2, n + 1):
        product *= factor
    return product


pool = multiprocessing.Pool(5)


def parallel_map(function, inputs, processes=5):
    return pool.map(function, inputs)


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
