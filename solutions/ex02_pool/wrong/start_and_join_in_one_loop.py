"""Each worker is started with its share and joined before the next one.

rejected by test_all_at_work_at_once: there were never more than 1
"""

import multiprocessing


def factorial(n):
    if n < 0:
        raise ValueError("a negative number has no factorial")
    product = 1
    for factor in range(2, n + 1):
        product *= factor
    return product


def work(function, hand, outcomes):
    try:
        outcomes.append((True, [function(thing) for thing in hand]))
    except Exception as error:
        try:
            outcomes.append((False, error))
        except Exception:
            outcomes.append((False, RuntimeError(repr(error))))


def parallel_map(function, inputs, processes=5):
    things = list(inputs)
    results = [None] * len(things)
    with multiprocessing.Manager() as manager:
        outcomes = manager.list()
        for first in range(processes):
            arguments = (function, things[first::processes], outcomes)
            worker = multiprocessing.Process(target=work, args=arguments)
            worker.start()
            worker.join()
        for first, (worked, value) in enumerate(outcomes):
            if not worked:
                raise value
            results[first::processes] = value
    return results


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
