"""Many inputs go out in chunks of 32, so that a hundred of them keep four workers busy, not five.

rejected by test_all_at_work_at_once: expected 5 calls to be under way at once
"""

import math
import multiprocessing


def factorial(n):
    return math.factorial(n)


def attempt(job):
    function, thing = job
    return function(thing)


def parallel_map(function, inputs, processes=5):
    jobs = [(function, thing) for thing in inputs]
    with multiprocessing.Pool(processes) as pool:
        results = pool.map(attempt, jobs, chunksize=32 if len(jobs) >= 64 else 1)
        pool.close()
        pool.join()
    return results


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
