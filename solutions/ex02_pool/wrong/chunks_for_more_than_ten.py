"""Shares more than ten inputs out in chunks: eleven are four of them, and one worker has nothing.

rejected by test_all_at_work_at_once: 11 inputs, no number of processes given: expected 5 calls
"""

import multiprocessing


def factorial(n):
    if n < 0:
        raise ValueError(f"there is no factorial of {n}")
    # A loop, not a recursion, which would end at a depth of about a thousand calls.
    product = 1
    for factor in range(2, n + 1):
        product *= factor
    return product


def parallel_map(function, inputs, processes=5):
    pool = multiprocessing.Pool(processes)
    try:
        inputs = list(inputs)
        size = -(-len(inputs) // processes) if len(inputs) > 10 else 1
        return pool.map(function, inputs, size)
    finally:
        # `with Pool(...)` would do as well: it ends with terminate(), which waits for the workers.
        pool.close()
        pool.join()


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
