"""Four workers where nobody asks for a number; five are asked for.

rejected by test_all_at_work_at_once: 6 inputs, no number of processes given: expected 5 calls to be
    under way at once, there were never more than 4
"""

import multiprocessing


def factorial(n):
    if n < 0:
        raise ValueError(f"there is no factorial of {n}")
    product = 1
    for factor in range(2, n + 1):
        product *= factor
    return product


def parallel_map(function, inputs, processes=4):
    pool = multiprocessing.Pool(processes)
    try:
        return pool.map(function, inputs)
    finally:
        pool.close()
        pool.join()


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
