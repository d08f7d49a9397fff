"""Hands one list to the pool again and again: it is pickled later, when it may be empty again.

rejected by test_same_as_map: parallel_map(double, [1, 2], processes=1): expected [[1, 1], [2, 2]],
    got []
"""

import multiprocessing


def factorial(n):
    if n < 0:
        raise ValueError(f"there is no factorial of {n}")
    product = 1
    for factor in range(2, n + 1):
        product *= factor
    return product


def call_each(function, batch):
    return [function(thing) for thing in batch]


def parallel_map(function, inputs, processes=5):
    with multiprocessing.Pool(processes) as pool:
        batch, answers = [], []
        for thing in inputs:
            batch.append(thing)
            answers.append(pool.apply_async(call_each, (function, batch)))
            batch.clear()
        return [result for answer in answers for result in answer.get()]


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
