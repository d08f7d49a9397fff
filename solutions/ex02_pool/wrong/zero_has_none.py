"""Takes the factorial of 0 for 0.

rejected by test_factorial: factorial(0): expected 1, got 0
rejected by test_table_of_factorials: factorials(1): expected [1], got [0]
"""

import multiprocessing


def factorial(n):
    if n < 0:
        raise ValueError(n)
    product = n
    for factor in range(1, n):
        product *= factor
    return product


def parallel_map(function, inputs, processes=5):
    with multiprocessing.Pool(processes) as pool:
        return pool.map(function, inputs)


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
