"""Callbacks put each result at its place; close and join come before reading.

like: imap.py
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
    results = {}
    errors = []
    pool = multiprocessing.Pool(processes)
    for number, thing in enumerate(inputs):

        def keep(result, number=number):
            results[number] = result

        pool.apply_async(function, [thing], callback=keep, error_callback=errors.append)
    pool.close()
    pool.join()
    if errors:
        raise errors[0]
    return [results[number] for number in range(len(results))]


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
