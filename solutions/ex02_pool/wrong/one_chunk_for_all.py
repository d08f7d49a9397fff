"""The chunk is as long as the list: one worker gets everything.

rejected by test_all_at_work_at_once: 2 inputs, processes=2: expected 2 calls to be under way at
    once, there were never more than 1
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
    things = list(inputs)
    with multiprocessing.Pool(processes) as pool:
        return pool.map(function, things, chunksize=max(1, len(things)))


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
