"""An executor that is given more only when few wait: it looks at what has no public name.

slow: it cannot be controlled, and runs freely
"""

import time
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
        futures = []
        for item in inputs:
            while len(executor._pending_work_items) > 3 * processes:
                time.sleep(0.05)
            futures.append(executor.submit(function, item))
        return [future.result() for future in futures]


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
