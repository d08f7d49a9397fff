"""The parent works too, so that one worker fewer is started.

rejected by test_same_as_map: parallel_map(double, [1, 2], processes=1)
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
    own = things[::processes]
    results = [None] * len(things)
    with multiprocessing.Pool(max(1, processes - 1)) as pool:
        others = [number for number in range(len(things)) if number % processes]
        promise = pool.map_async(function, [things[number] for number in others], chunksize=1)
        results[::processes] = map(function, own)
        for number, result in zip(others, promise.get()):
            results[number] = result
    return results


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
