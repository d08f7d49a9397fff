"""As many chunks as there are workers, as even as they can be, with apply_async.

like: callbacks.py
"""

import multiprocessing


def factorial(n):
    if n < 0:
        raise ValueError("a negative number has no factorial")
    product = 1
    for factor in range(2, n + 1):
        product *= factor
    return product


def call_each(function, chunk):
    return [function(thing) for thing in chunk]


def parallel_map(function, inputs, processes=5):
    things = list(inputs)
    ends = [len(things) * part // processes for part in range(processes + 1)]
    with multiprocessing.Pool(processes) as pool:
        promises = [
            pool.apply_async(call_each, (function, things[begin:end]))
            for begin, end in zip(ends, ends[1:])
        ]
        return [result for promise in promises for result in promise.get()]


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
