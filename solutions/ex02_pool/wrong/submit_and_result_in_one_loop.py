"""An executor whose every future is waited for at once: serial in disguise.

rejected by test_all_at_work_at_once: there were never more than 1
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
    with ProcessPoolExecutor(processes) as executor:
        return [executor.submit(function, thing).result() for thing in inputs]


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
