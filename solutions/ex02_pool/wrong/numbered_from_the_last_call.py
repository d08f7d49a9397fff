"""Numbers the inputs with a counter of the module, which goes on where the last call ended.

rejected by test_same_as_map: parallel_map, called twice: KeyError: 0
"""

import itertools
import math
import multiprocessing

numbers = itertools.count()


class Numbered:
    def __init__(self, function):
        self.function = function

    def __call__(self, task):
        number, thing = task
        return number, self.function(thing)


def factorial(n):
    return math.factorial(n)


def parallel_map(function, inputs, processes=5):
    tasks = [(next(numbers), thing) for thing in inputs]
    with multiprocessing.Pool(processes) as pool:
        results = dict(pool.imap_unordered(Numbered(function), tasks))
        pool.close()
        pool.join()
    return [results[number] for number in range(len(tasks))]


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
