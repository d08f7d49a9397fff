"""Has a pool of its own for inputs that cannot be counted, closes it and does not join it.

rejected by test_every_start_method: run_processes(a generator of 2 inputs) under forkserver: still
    running
"""

import multiprocessing
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor


def run_serial(function, inputs):
    return [function(thing) for thing in inputs]


def run_threads(function, inputs, workers=2):
    with ThreadPoolExecutor(max_workers=workers) as executor:
        return list(executor.map(function, inputs))


def run_processes(function, inputs, workers=2):
    if hasattr(inputs, "__len__"):
        with ProcessPoolExecutor(max_workers=workers) as executor:
            return list(executor.map(function, inputs))
    pool = multiprocessing.Pool(workers)
    results = list(pool.imap(function, inputs))
    pool.close()
    return results


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
