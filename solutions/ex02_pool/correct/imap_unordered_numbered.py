"""The results come as they are ready, each with its number, and are put in order.

like: imap.py
"""

import multiprocessing
from functools import partial


def factorial(n):
    if n < 0:
        raise ValueError("a negative number has no factorial")
    product = 1
    for factor in range(2, n + 1):
        product *= factor
    return product


def numbered(function, pair):
    number, thing = pair
    return number, function(thing)


def parallel_map(function, inputs, processes=5):
    with multiprocessing.Pool(processes) as pool:
        pairs = list(pool.imap_unordered(partial(numbered, function), enumerate(inputs)))
    return [result for _, result in sorted(pairs, key=lambda pair: pair[0])]


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
