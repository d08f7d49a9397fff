"""imap and apply_async: results one by one, in order.

like: pools.py
"""

import itertools
import multiprocessing
import time
from multiprocessing.pool import ThreadPool


def run_serial(function, inputs):
    return [function(thing) for thing in inputs]


def run_threads(function, inputs, workers=2):
    with ThreadPool(workers) as pool:
        return list(pool.imap(function, inputs))


def run_processes(function, inputs, workers=2):
    with multiprocessing.Pool(workers) as pool:
        waiting = [pool.apply_async(function, (thing,)) for thing in inputs]
        return [each.get() for each in waiting]


def compare(function, inputs, workers=2):
    copies = itertools.tee(inputs, 3)
    seconds = {}
    for copy, (name, way) in zip(
        copies,
        {
            "serial": lambda things: run_serial(function, things),
            "threads": lambda things: run_threads(function, things, workers),
            "processes": lambda things: run_processes(function, things, workers),
        }.items(),
    ):
        began = time.monotonic_ns()
        way(copy)
        seconds[name] = (time.monotonic_ns() - began) / 1e9
    return seconds
