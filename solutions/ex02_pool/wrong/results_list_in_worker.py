"""Each worker appends to a list of its own, which the parent never sees.

rejected by test_same_as_map: expected [[1, 1], [2, 2]], got []
"""

import multiprocessing


def factorial(n):
    if n < 0:
        raise ValueError("a negative number has no factorial")
    product = 1
    for factor in range(2, n + 1):
        product *= factor
    return product


results = []


def keep(function, thing):
    results.append(function(thing))


def parallel_map(function, inputs, processes=5):
    results.clear()
    with multiprocessing.Pool(processes) as pool:
        pool.starmap(keep, [(function, thing) for thing in inputs])
    return results


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
