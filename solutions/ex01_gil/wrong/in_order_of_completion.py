"""Appends each result when it is ready.

rejected by test_threads: run_threads([3, 1, 2], workers=2): expected [9, 1, 4], got
"""

import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor, as_completed


def run_serial(function, inputs):
    return [function(thing) for thing in inputs]


def run_threads(function, inputs, workers=2):
    with ThreadPoolExecutor(workers) as executor:
        futures = [executor.submit(function, thing) for thing in inputs]
        return [future.result() for future in as_completed(futures)]


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
