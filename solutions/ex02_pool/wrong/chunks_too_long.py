"""Rounds the length of a chunk up, so that there are fewer chunks than workers.

rejected by test_all_at_work_at_once: 4 inputs, processes=3: expected 3 calls to be under way at
    once, there were never more than 2
"""

import math
import multiprocessing


def factorial(n):
    if n < 0:
        raise ValueError("a negative number has no factorial")
    product = 1
    for factor in range(2, n + 1):
        product *= factor
    return product


def parallel_map(function, inputs, processes=5):
    things = list(inputs)
    with multiprocessing.Pool(processes) as pool:
        return pool.map(function, things, max(1, math.ceil(len(things) / processes)))


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
