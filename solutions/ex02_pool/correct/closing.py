"""The pool comes from multiprocessing.pool; contextlib.closing closes it.

like: pool_in_with.py
"""

from contextlib import closing
from multiprocessing.pool import Pool


def factorial(n):
    if n < 0:
        raise ValueError("a negative number has no factorial")
    product = 1
    for factor in range(2, n + 1):
        product *= factor
    return product


def parallel_map(function, inputs, processes=5):
    pool = Pool(processes)
    try:
        with closing(pool):
            return pool.map(function, inputs)
    finally:
        pool.join()


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
