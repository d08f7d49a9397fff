"""Makes the table once, and returns what there is of it.

rejected by test_table_of_factorials: factorials(3, 2), called after factorials(1, 2): expected
"""

import multiprocessing


def factorial(n):
    if n < 0:
        raise ValueError(f"there is no factorial of {n}")
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


TABLE = []


def factorials(limit, processes=5):
    if not TABLE:
        TABLE.extend(parallel_map(factorial, range(limit), processes))
    return TABLE[:limit]
