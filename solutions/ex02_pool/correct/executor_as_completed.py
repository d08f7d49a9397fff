"""Futures are taken as they are completed; a dictionary knows their places.

like: process_pool_executor.py
"""

from concurrent import futures


def factorial(n):
    if n < 0:
        raise ValueError("a negative number has no factorial")
    product = 1
    for factor in range(2, n + 1):
        product *= factor
    return product


def parallel_map(function, inputs, processes=5):
    with futures.ProcessPoolExecutor(processes) as executor:
        places = {executor.submit(function, x): place for place, x in enumerate(inputs)}
        results = [None] * len(places)
        for future in futures.as_completed(places):
            results[places[future]] = future.result()
    return results


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
