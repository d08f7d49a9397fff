"""imap_unordered gives the results in the order in which they are ready.

rejected by test_same_as_map: expected [[2, 2], [1, 1]], got [[1, 1], [2, 2]]
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
        return list(pool.imap_unordered(function, inputs))


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
