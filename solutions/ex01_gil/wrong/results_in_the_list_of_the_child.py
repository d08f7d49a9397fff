"""Appends to a list that each process has a copy of.

rejected by test_processes: got []
"""

import multiprocessing
import time
from concurrent.futures import ThreadPoolExecutor


def run_serial(function, inputs):
    return [function(thing) for thing in inputs]


def run_threads(function, inputs, workers=2):
    with ThreadPoolExecutor(max_workers=workers) as executor:
        return list(executor.map(function, inputs))


def put_result(function, thing, results):
    results.append(function(thing))


def run_processes(function, inputs, workers=2):
    results = []
    processes = [
        multiprocessing.Process(target=put_result, args=(function, thing, results))
        for thing in inputs
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return results


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
