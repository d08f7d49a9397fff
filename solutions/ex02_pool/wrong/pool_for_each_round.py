"""Makes a new pool for each round of as many inputs as there are workers.

rejected by test_workers_are_used_again: expected no more workers than 2
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
    results = []
    for begin in range(0, len(things), processes):
        with multiprocessing.Pool(processes) as pool:
            results += pool.map(function, things[begin : begin + processes])
    return results


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
