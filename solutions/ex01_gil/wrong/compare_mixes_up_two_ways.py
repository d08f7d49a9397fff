"""Names the ways in another order than it calls them: the threads get the time of the processes.

rejected by test_compare: expected processes to take as long as the calls there
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
    times = (
        seconds(run_serial, function, inputs),
        seconds(run_processes, function, inputs, workers),
        seconds(run_threads, function, inputs, workers),
    )
    return dict(zip(("serial", "threads", "processes"), times, strict=True))


def seconds(way, *arguments):
    began = time.perf_counter()
    way(*arguments)
    return time.perf_counter() - began
