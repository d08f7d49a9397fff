"""The table begins with 1! and ends with limit!.

rejected by test_table_of_factorials: factorials(7): expected [1, 1, 2, 6, 24, 120, 720], got [1,
    2, 6, 24, 120, 720, 5040]
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
        return pool.map(function, inputs)


def factorials(limit, processes=5):
    return parallel_map(factorial, range(1, limit + 1), processes)
