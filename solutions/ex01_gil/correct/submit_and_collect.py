"""Submits all, and asks for the results in their order; measures with timeit."""

import timeit
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor


def run_serial(function, inputs):
    return [function(thing) for thing in inputs]


def with_executor(executor, function, inputs):
    with executor:
        futures = [executor.submit(function, thing) for thing in inputs]
        return [future.result() for future in futures]


def run_threads(function, inputs, workers=2):
    return with_executor(ThreadPoolExecutor(workers), function, inputs)


def run_processes(function, inputs, workers=2):
    return with_executor(ProcessPoolExecutor(workers), function, inputs)


def compare(function, inputs, workers=2):
    inputs = tuple(inputs)
    ways = {
        "serial": lambda: run_serial(function, inputs),
        "threads": lambda: run_threads(function, inputs, workers),
        "processes": lambda: run_processes(function, inputs, workers),
    }
    return {name: timeit.timeit(way, number=1) for name, way in ways.items()}
