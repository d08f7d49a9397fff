"""Shuts the executor down without waiting for its workers.

rejected by test_nothing_left_behind: still running
"""

from concurrent.futures import ProcessPoolExecutor


def factorial(n):
    if n < 0:
        raise ValueError("a negative number has no factorial")
    product = 1
    for factor in range(2, n + 1):
        product *= factor
    return product


def parallel_map(function, inputs, processes=5):
    executor = ProcessPoolExecutor(processes)
    try:
        return list(executor.map(function, inputs))
    finally:
        executor.shutdown(wait=False)


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
