"""Cuts the inputs into as many chunks as there are workers, more or less: then some have none.

rejected by test_all_at_work_at_once: 6 inputs, processes=4: expected 4 calls to be under way at
    once
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
    inputs = list(inputs)
    with multiprocessing.Pool(processes) as pool:
        return pool.map(function, inputs, chunksize=max(1, round(len(inputs) / processes)))


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
