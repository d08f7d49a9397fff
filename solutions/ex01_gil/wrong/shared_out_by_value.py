"""Shares numbers out by their values: equal ones all go to the same process.

rejected by test_processes_at_once: run_processes(30 inputs, workers=8): expected 8 calls to be
    under way at once, there were 1
"""

import multiprocessing
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial


def run_serial(function, inputs):
    return [function(thing) for thing in inputs]


def run_threads(function, inputs, workers=2):
    with ThreadPoolExecutor(max_workers=workers) as executor:
        return list(executor.map(function, inputs))


def do_all(function, share):
    return [(position, function(thing)) for position, thing in share]


def run_processes(function, inputs, workers=2):
    shares = [[] for _ in range(workers)]
    for position, thing in enumerate(inputs):
        number = thing if isinstance(thing, int) else position
        shares[number % workers].append((position, thing))
    with multiprocessing.Pool(workers) as pool:
        done = pool.map(partial(do_all, function), shares, chunksize=1)
    results = dict(pair for share in done for pair in share)
    return [results[position] for position in range(len(results))]


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
