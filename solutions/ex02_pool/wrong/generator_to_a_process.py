"""Hands the inputs to a process that feeds the workers: a generator can be handed on under fork
only.

rejected by test_every_start_method: cannot pickle 'generator' object
"""

import multiprocessing
import pickle


def factorial(n):
    if n < 0:
        raise ValueError(f"there is no factorial of {n}")
    product = 1
    for factor in range(2, n + 1):
        product *= factor
    return product


def sendable(error):
    try:
        pickle.dumps(error)
    except Exception:
        return RuntimeError(repr(error))
    return error


def feed(inputs, tasks, results, processes):
    count = 0
    for thing in inputs:
        tasks.put((count, thing))
        count += 1
    for _ in range(processes):
        tasks.put(None)
    results.put((None, count))


def worker(function, tasks, results):
    for number, thing in iter(tasks.get, None):
        try:
            outcome = (True, function(thing))
        except Exception as error:
            outcome = (False, sendable(error))
        results.put((number, outcome))


def parallel_map(function, inputs, processes=5):
    tasks, results = multiprocessing.Queue(), multiprocessing.Queue()
    workers = [multiprocessing.Process(target=feed, args=(inputs, tasks, results, processes))]
    workers += [
        multiprocessing.Process(target=worker, args=(function, tasks, results))
        for _ in range(processes)
    ]
    for each in workers:
        each.start()
    found, count = {}, None
    while count is None or len(found) < count:
        number, outcome = results.get()
        if number is None:
            count = outcome
        else:
            found[number] = outcome
    for each in workers:
        each.join()
    for good, value in found.values():
        if not good:
            raise value
    return [found[number][1] for number in range(count)]


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
