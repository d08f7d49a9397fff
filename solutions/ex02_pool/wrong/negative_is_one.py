"""The loop runs zero times for a negative number: its factorial is said to be 1.

rejected by test_no_negative_factorial: factorial(-1): expected ValueError to be raised, got the
    result 1
"""

import multiprocessing


def factorial(n):
    product = 1
    for factor in range(2, n + 1):
        product *= factor
    return product


def parallel_map(function, inputs, processes=5):
    with multiprocessing.Pool(processes) as pool:
        return pool.map(function, inputs)


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
