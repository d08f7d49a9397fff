"""Each call gets the proxy of a managed dictionary, and notes its result there.

slow: each result goes through a manager
"""

import math
import multiprocessing


def factorial(n):
    if n < 0:
        raise ValueError(f"no factorial of {n}")
    return math.prod(range(1, n + 1))


def call(task):
    function, number, thing, results = task
    results[number] = function(thing)


def parallel_map(function, inputs, processes=5):
    with multiprocessing.Manager() as manager:
        results = manager.dict()
        tasks = [(function, number, thing, results) for number, thing in enumerate(inputs)]
        with multiprocessing.Pool(processes) as pool:
            try:
                pool.map(call, tasks, chunksize=1)
            finally:
                pool.close()
                pool.join()
        done = dict(results)
    return [done[number] for number in range(len(done))]


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
