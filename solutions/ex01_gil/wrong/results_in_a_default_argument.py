"""Gathers the results of threads in a default argument: the next call adds to those of the last.

rejected by test_threads: expected [25], got [9, 1, 4, 25]
"""

import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor


def run_serial(function, inputs):
    return [function(thing) for thing in inputs]


def run_threads(function, inputs, workers=2, results=[]):
    with ThreadPoolExecutor(workers) as executor:
        results.extend(executor.map(function, inputs))
    return list(results)


def run_processes(function, inputs, workers=2):
    with ProcessPoolExecutor(workers) as executor:
        return list(executor.map(function, inputs))


def compare(function, inputs, workers=2):
    inputs = list(inputs)
    times = {}
    for name, way, options in (
        ("serial", run_serial, {}),
        ("threads", run_threads, {"workers": workers}),
        ("processes", run_processes, {"workers": workers}),
    ):
        began = time.perf_counter()
        way(function, inputs, **options)
        times[name] = time.perf_counter() - began
    return times
