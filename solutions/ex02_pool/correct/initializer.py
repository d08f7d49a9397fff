"""Each worker learns the function once, when it starts, and then gets inputs alone.

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


def learn(function):
    global learned
    learned = function


def call_learned(thing):
    return learned(thing)


def parallel_map(function, inputs, processes=5):
    with multiprocessing.Pool(processes, learn, (function,)) as pool:
        return pool.map(call_learned, inputs)


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
