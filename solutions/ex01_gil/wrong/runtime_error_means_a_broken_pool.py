"""Takes each RuntimeError for one of a broken pool, and does the work once more in threads.

rejected by test_failing_in_a_process: function was called again for an input after the exception
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
        futures = [executor.submit(function, x) for x in inputs]
        try:
            return [f.result() for f in futures]
        except RuntimeError:  # BrokenProcessPool is one
            return run_threads(function, inputs, workers)


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
