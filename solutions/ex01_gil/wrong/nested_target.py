"""A function within a function cannot be pickled: it works under fork only.

rejected by test_every_start_method: local object
"""

import multiprocessing
import pickle
import time
from concurrent.futures import ThreadPoolExecutor


def run_serial(function, inputs):
    return [function(thing) for thing in inputs]


def run_threads(function, inputs, workers=2):
    with ThreadPoolExecutor(max_workers=workers) as executor:
        return list(executor.map(function, inputs))


def run_processes(function, inputs, workers=2):
    results = multiprocessing.Queue()
    places = multiprocessing.Semaphore(workers)

    def put_inside(number, thing):
        with places:
            try:
                outcome = (number, True, function(thing))
            except Exception as error:
                outcome = (number, False, error)
        try:
            pickle.dumps(outcome)
        except Exception as error:
            outcome = (number, False, TypeError(str(error)))
        results.put(outcome)

    processes = [
        multiprocessing.Process(target=put_inside, args=(number, thing))
        for number, thing in enumerate(inputs)
    ]
    for process in processes:
        process.start()
    found = sorted([results.get() for _ in processes], key=lambda each: each[0])
    for process in processes:
        process.join()
    for _, fine, result in found:
        if not fine:
            raise result
    return [result for _, _, result in found]


def compare(function, inputs, workers=2):
    # A generator would be used up after the first way.
    inputs = list(inputs)
    return {
        "serial": seconds(run_serial, function, inputs),
        "threads": seconds(run_threads, function, inputs, workers),
        "processes": seconds(run_processes, function, inputs, workers),
    }


def seconds(way, *arguments):
    began = time.perf_counter()
    way(*arguments)
    return time.perf_counter() - began
