"""Gathers numbered results in a default argument: a shorter call has those of a longer one besides.

rejected by test_threads: expected [25], got [25, 1, 4]
"""

import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor


def run_serial(function, inputs):
    return [function(thing) for thing in inputs]


def store(function, number, thing, results={}):
    results[number] = function(thing)
    return results


def run_threads(function, inputs, workers=2):
    results = {}
    with ThreadPoolExecutor(max_workers=workers) as executor:
        calls = [executor.submit(store, function, *task) for task in enumerate(inputs)]
    for call in calls:
        results = call.result()
    return [results[number] for number in sorted(results)]


def run_processes(function, inputs, workers=2):
    with ProcessPoolExecutor(max_workers=workers) as executor:
        return list(executor.map(function, inputs))


def compare(function, inputs, workers=2):
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
