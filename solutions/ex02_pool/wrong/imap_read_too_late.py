"""Reads the results of imap after the end of the with block: some may be missing.

rejected by test_same_as_map: deadlock: nobody can move any more.
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
    with multiprocessing.Pool(processes) as pool:
        results = pool.imap(function, inputs)
    return list(results)


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
