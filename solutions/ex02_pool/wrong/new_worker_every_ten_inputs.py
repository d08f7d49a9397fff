"""Replaces each worker when it has worked on ten inputs.

rejected by test_workers_are_used_again: 110 inputs, processes=1: expected no more workers than 1
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
    with multiprocessing.Pool(processes, maxtasksperchild=10) as pool:
        results = pool.map(function, inputs, chunksize=1)
        pool.close()
        pool.join()
    return results


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
