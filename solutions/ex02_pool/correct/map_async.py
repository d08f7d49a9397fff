"""map_async, and its result is asked for while the pool is still there.

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
    with closing(Pool(processes)) as pool:
        promise = pool.map_async(function, inputs)
        promise.wait()
    pool.join()
    return promise.get()


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
