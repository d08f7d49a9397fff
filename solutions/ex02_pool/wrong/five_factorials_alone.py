"""Makes a table of up to five factorials alone, which is no longer computed with parallel_map.

rejected by test_table_of_factorials: factorials(1): no process was started
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
    pool = multiprocessing.Pool(processes)
    try:
        return pool.map(function, inputs)
    finally:
        pool.close()
        pool.join()


def factorials(limit, processes=5):
    if limit <= 5:
        return [factorial(n) for n in range(limit)]
    return parallel_map(factorial, range(limit), processes)
