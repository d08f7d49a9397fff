"""Takes None for a result that has not come yet, and hands the input out again.

rejected by test_any_inputs: expected one call for each input, there were calls for
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
    inputs = list(inputs)
    results = [None] * len(inputs)
    with multiprocessing.Pool(processes) as pool:
        for _ in range(3):
            missing = [number for number, result in enumerate(results) if result is None]
            again = [inputs[number] for number in missing]
            for number, result in zip(missing, pool.map(function, again, 1), strict=True):
                results[number] = result
    return results


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
