"""apply_async, but each result is waited for before the next call is handed in.

rejected by test_all_at_work_at_once: there were never more than 1
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
    results = []
    with multiprocessing.Pool(processes) as pool:
        for thing in inputs:
            results.append(pool.apply_async(function, (thing,)).get())
    return results


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
