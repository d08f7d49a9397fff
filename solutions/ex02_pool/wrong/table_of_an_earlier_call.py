"""Keeps the table between calls, and returns all of it, also for a smaller limit.

rejected by test_table_of_factorials: factorials(3), called after factorials(7): expected [1, 1, 2]
"""

import multiprocessing

TABLE = []


def factorial(n):
    if n < 0:
        raise ValueError(f"there is no factorial of {n}")
    # A loop, not a recursion, which would end at a depth of about a thousand calls.
    product = 1
    for factor in range(2, n + 1):
        product *= factor
    return product


def parallel_map(function, inputs, processes=5):
    pool = multiprocessing.Pool(processes)
    try:
        return pool.map(function, inputs)
    finally:
        # `with Pool(...)` would do as well: it ends with terminate(), which waits for the workers.
        pool.close()
        pool.join()


def factorials(limit, processes=5):
    if len(TABLE) < limit:
        TABLE.extend(parallel_map(factorial, range(len(TABLE), limit), processes))
    return TABLE
