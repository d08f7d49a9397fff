"""The workers find the function in a global variable, which is set under fork only.

rejected by test_every_start_method: NoneType
"""

import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor


def run_serial(function, inputs):
    return [function(thing) for thing in inputs]


def run_threads(function, inputs, workers=2):
    with ThreadPoolExecutor(max_workers=workers) as executor:
        return list(executor.map(function, inputs))


chosen = None


def call(thing):
    return chosen(thing)


def run_processes(function, inputs, workers=2):
    global chosen
    chosen = function
    with ProcessPoolExecutor(workers) as executor:
        return list(executor.map(call, inputs))


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
