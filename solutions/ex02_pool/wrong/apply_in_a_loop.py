"""apply waits for its result, so the workers take turns: serial in disguise.

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
    with multiprocessing.Pool(processes) as pool:
        return [pool.apply(function, (thing,)) for thing in inputs]


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
