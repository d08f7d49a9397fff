"""Takes the number of processes by its name only.

rejected by test_same_as_map: parallel_map() takes 2 positional arguments
"""

import multiprocessing


def factorial(n):
    if n < 0:
        raise ValueError(f"there is no factorial of {n}")
    product = 1
    for factor in range(2, n + 1):
        product *= factor
    return product


def parallel_map(function, inputs, *, processes=5):
    pool = multiprocessing.Pool(processes)
    try:
        return pool.map(function, inputs)
    finally:
        pool.close()
        pool.join()


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes=processes)
