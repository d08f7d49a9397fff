"""Does the work alone when the pool fails: also when it is the function that has failed.

rejected by test_exception_reaches_the_caller: the function raises OSError; inputs [1, 2],
    processes=2: an input was worked on again after the exception
"""

import multiprocessing


def factorial(n):
    if n < 0:
        raise ValueError(f"there is no factorial of {n}")
    # A loop, not a recursion, which would end at a depth of about a thousand calls.
    product = 1
    for factor in range(2, n + 1):
        product *= factor
    return product


def parallel_map(function, inputs, processes=5):
    pool = multiprocessing.Pool(processes)
    try:
        return pool.map(function, inputs)
    except (OSError, AttributeError):
        return [function(x) for x in inputs]
    finally:
        # `with Pool(...)` would do as well: it ends with terminate(), which waits for the workers.
        pool.close()
        pool.join()


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
