"""Makes a pool, and neither closes nor joins it.

rejected by test_exception_reaches_the_caller: still running: ForkPoolWorker-1
rejected by test_nothing_left_behind: still running: ForkPoolWorker-1, ForkPoolWorker-2
"""

import multiprocessing


def factorial(n):
    if n < 0:
        raise ValueError(f"there is no factorial of {n}")
    product = 1
    for factor in range(2, n + 1):
        product *= factor
    return product


def parallel_map(function, inputs, processes=5):
    pool = multiprocessing.Pool(processes)
    return pool.map(function, inputs)


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
