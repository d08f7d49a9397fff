"""Hands in every call at once and then asks for one result after the other.

like: callbacks.py
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
    promises = [pool.apply_async(function, (thing,)) for thing in inputs]
    pool.close()
    try:
        return [promise.get() for promise in promises]
    finally:
        pool.join()


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
