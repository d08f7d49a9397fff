"""Puts the exception among the results.

rejected by test_failing_in_a_thread: function raises KeyError, the result is
"""

import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor


def run_serial(function, inputs):
    return [function(thing) for thing in inputs]


def attempt(function, thing):
    try:
        return function(thing)
    except Exception as error:
        return error


def run_threads(function, inputs, workers=2):
    with ThreadPoolExecutor(workers) as executor:
        return list(executor.map(lambda thing: attempt(function, thing), inputs))


def run_processes(function, inputs, workers=2):
    with ProcessPoolExecutor(max_workers=workers) as executor:
        return list(executor.map(function, inputs))


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
