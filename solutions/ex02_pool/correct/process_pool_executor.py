"""ProcessPoolExecutor.map, whose results are read inside the with block."""

from concurrent.futures import ProcessPoolExecutor


def factorial(n):
    if n < 0:
        raise ValueError("a negative number has no factorial")
    product = 1
    for factor in range(2, n + 1):
        product *= factor
    return product


def parallel_map(function, inputs, processes=5):
    with ProcessPoolExecutor(max_workers=processes) as executor:
        return list(executor.map(function, inputs))


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
