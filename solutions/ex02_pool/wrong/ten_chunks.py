"""Always makes ten chunks of the inputs, also for more workers than that.

rejected by test_all_at_work_at_once: 20 inputs, processes=13: expected 13 calls
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
    try:
        inputs = list(inputs)
        return pool.map(function, inputs, chunksize=max(1, len(inputs) // 10))
    finally:
        pool.close()
        pool.join()


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
