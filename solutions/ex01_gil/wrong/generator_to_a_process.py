"""Hands the inputs to a process that feeds the workers: a generator can be handed on under fork
only.

rejected by test_every_start_method: cannot pickle 'generator' object
"""

import multiprocessing
import pickle
from concurrent.futures import ThreadPoolExecutor


def run_serial(function, inputs):
    return [function(thing) for thing in inputs]


def run_threads(function, inputs, workers=2):
    with ThreadPoolExecutor(max_workers=workers) as executor:
        return list(executor.map(function, inputs))


def sendable(error):
    try:
        pickle.dumps(error)
    except Exception:
        return RuntimeError(repr(error))
    return error


def feed(inputs, tasks, results, workers):
    count = 0
    for count, thing in enumerate(inputs, 1):
        tasks.put((count - 1, thing))
    for _ in range(workers):
        tasks.put(None)
    results.put(("count", count))


def worker(function, tasks, results):
    for number, thing in iter(tasks.get, None):
        try:
            results.put((number, (True, function(thing))))
        except Exception as error:
            results.put((number, (False, sendable(error))))


def run_processes(function, inputs, workers=2):
    tasks, results = multiprocessing.Queue(), multiprocessing.Queue()
    processes = [multiprocessing.Process(target=feed, args=(inputs, tasks, results, workers))]
    processes += [
        multiprocessing.Process(target=worker, args=(function, tasks, results))
        for _ in range(workers)
    ]
    for process in processes:
        process.start()
    found, count = {}, None
    while count is None or len(found) < count:
        number, outcome = results.get()
        if number == "count":
            count = outcome
        else:
            found[number] = outcome
    for process in processes:
        process.join()
    for good, value in found.values():
        if not good:
            raise value
    return [found[number][1] for number in range(count)]
