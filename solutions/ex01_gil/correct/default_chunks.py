"""Leaves the length of the chunks to the pool, closes it and joins it.

like: pools.py
"""

import multiprocessing
import multiprocessing.dummy
import time


def run_serial(function, inputs):
    return list(map(function, inputs))


def mapped(pool, function, inputs):
    try:
        return pool.map(function, list(inputs))
    finally:
        pool.close()
        pool.join()


def run_threads(function, inputs, workers=2):
    return mapped(multiprocessing.dummy.Pool(workers), function, inputs)


def run_processes(function, inputs, workers=2):
    return mapped(multiprocessing.Pool(workers), function, inputs)


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
