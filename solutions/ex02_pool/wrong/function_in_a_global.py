"""Relies on a global variable that only forked workers see.

rejected by test_every_start_method: TypeError: 'NoneType' object is not callable
"""

import multiprocessing


def factorial(n):
    if n < 0:
        raise ValueError("a negative number has no factorial")
    product = 1
    for factor in range(2, n + 1):
        product *= factor
    return product


chosen = None


def call_chosen(thing):
    return chosen(thing)


def parallel_map(function, inputs, processes=5):
    global chosen
    chosen = function
    with multiprocessing.Pool(processes) as pool:
        return pool.map(call_chosen, inputs)


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
