"""Measures each way from the beginning of the first.

rejected by test_compare: expected threads to take 2 s, compare says 6 s
"""

import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor


def run_serial(function, inputs):
    return [function(thing) for thing in inputs]


def run_threads(function, inputs, workers=2):
    with ThreadPoolExecutor(max_workers=workers) as executor:
        return list(executor.map(function, inputs))


def run_processes(function, inputs, workers=2):
    with ProcessPoolExecutor(max_workers=workers) as executor:
        return list(executor.map(function, inputs))


def compare(function, inputs, workers=2):
    inputs = list(inputs)
    began = time.perf_counter()
    times = {}
    run_serial(function, inputs)
    times["serial"] = time.perf_counter() - began
    run_threads(function, inputs, workers)
    times["threads"] = time.perf_counter() - began
    run_processes(function, inputs, workers)
    times["processes"] = time.perf_counter() - began
    return times
