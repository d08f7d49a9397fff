"""imap hands the results out one by one, in the order of the inputs."""

from multiprocessing import Pool


def factorial(n):
    if n < 0:
        raise ValueError("a negative number has no factorial")
    product = 1
    for factor in range(2, n + 1):
        product *= factor
    return product


def parallel_map(function, inputs, processes=5):
    with Pool(processes) as pool:
        return list(pool.imap(function, inputs))


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
