"""Sends a result as the text that it looks like, and evaluates it: of infinity, that is a name.

rejected by test_any_inputs: NameError: name 'inf' is not defined
"""

import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial


def run_serial(function, inputs):
    return [function(thing) for thing in inputs]


def run_threads(function, inputs, workers=2):
    with ThreadPoolExecutor(max_workers=workers) as executor:
        return list(executor.map(function, inputs))


def written(function, thing):
    return repr(function(thing))


def run_processes(function, inputs, workers=2):
    with ProcessPoolExecutor(max_workers=workers) as executor:
        return [eval(text) for text in executor.map(partial(written, function), inputs)]


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
