"""starmap with inputs that are wrapped one by one.

like: pool_in_with.py
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
    with multiprocessing.Pool(processes=processes) as pool:
        return pool.starmap(function, [(thing,) for thing in inputs], chunksize=1)


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
