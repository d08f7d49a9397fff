"""The recipe for Ctrl-C: a result that is waited for, but with a time-out that nobody lives to see.

like: map_async.py
"""

import multiprocessing
import signal


def ignore_interrupts():
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def factorial(n):
    if n < 0:
        raise ValueError("a negative number has no factorial")
    product = 1
    for factor in range(2, n + 1):
        product *= factor
    return product


def parallel_map(function, inputs, processes=5):
    pool = multiprocessing.Pool(processes, ignore_interrupts)
    try:
        results = pool.map_async(function, inputs, chunksize=1).get(9999999)
    except BaseException:
        pool.terminate()
        raise
    else:
        pool.close()
    finally:
        pool.join()
    return results


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
