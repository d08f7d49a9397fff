"""Keeps the results by what the input looks like: equal inputs share one result.

rejected by test_any_inputs: each call returns another number
"""

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor


def run_serial(function, inputs):
    return [function(thing) for thing in inputs]


def run_threads(function, inputs, workers=2):
    inputs = list(inputs)
    results = {}

    def work(thing):
        results[repr(thing)] = function(thing)

    with ThreadPoolExecutor(max_workers=workers) as executor:
        list(executor.map(work, inputs))
    return [results[repr(thing)] for thing in inputs]


def run_processes(function, inputs, workers=2):
    with ProcessPoolExecutor(max_workers=workers) as executor:
        return list(executor.map(function, inputs))
