"""imap with chunks that are short enough for all workers to get one.

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
    inputs = list(inputs)
    # Rounded down: fewer chunks than workers would leave somebody without.
    length = max(1, len(inputs) // processes)
    with multiprocessing.Pool(processes) as pool:
        return list(pool.imap(function, inputs, chunksize=length))


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
