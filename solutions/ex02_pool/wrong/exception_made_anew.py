"""Makes the exception anew from its text, which the text of a KeyError is not made for.

rejected by test_exception_reaches_the_caller: expected the exception as the function raised it
"""

import math
import multiprocessing
from functools import partial


def factorial(n):
    return math.factorial(n)


def tried(function, thing):
    try:
        return True, function(thing)
    except Exception as error:
        return False, (type(error), str(error))


def parallel_map(function, inputs, processes=5):
    with multiprocessing.Pool(processes) as pool:
        outcomes = pool.map(partial(tried, function), inputs)
        pool.close()
        pool.join()
    for done, outcome in outcomes:
        if not done:
            kind, text = outcome
            raise kind(text)
    return [outcome for _, outcome in outcomes]


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
