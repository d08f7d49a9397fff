"""Makes a table alone that has no more numbers than there would be workers.

rejected by test_table_of_factorials: factorials(8), processes=9: no process was started
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
    with multiprocessing.Pool(processes) as pool:
        return pool.map(function, inputs)


def factorials(limit, processes=5):
    if limit <= processes:
        return [factorial(n) for n in range(limit)]
    return parallel_map(factorial, range(limit), processes)
