"""A pool of threads and a pool of processes: both have the same methods."""

import time
from multiprocessing import Pool
from multiprocessing.pool import ThreadPool


def run_serial(function, inputs):
    return [function(thing) for thing in inputs]


def run_threads(function, inputs, workers=2):
    with ThreadPool(workers) as pool:
        return pool.map(function, inputs, chunksize=1)


def run_processes(function, inputs, workers=2):
    with Pool(workers) as pool:
        return pool.map(function, inputs, chunksize=1)


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
