"""The pool is made above the function that its workers call: they have never heard of it.

rejected by test_same_as_map: deadlock: nobody can move any more.
"""

import multiprocessing


def factorial(n):
    if n < 0:
        raise ValueError("a negative number has no factorial")
    product = 1
    for factor in range(2, n + 1):
        product *= factor
    return product


pool = multiprocessing.Pool(5)


def call(function, thing):
    return function(thing)


def parallel_map(function, inputs, processes=5):
    return pool.starmap(call, [(function, thing) for thing in inputs], chunksize=1)


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
