"""A stopwatch whose times belong to the class: it keeps those of the first call.

rejected by test_compare: called after compare(3 inputs): expected serial to take 1.5 s
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
    # A generator would be used up after the first way.
    inputs = list(inputs)
    return {
        "serial": seconds(run_serial, function, inputs),
        "threads": seconds(run_threads, function, inputs, workers),
        "processes": seconds(run_processes, function, inputs, workers),
    }


class Stopwatch:
    total = {}

    def __init__(self, name):
        self.name = name

    def __enter__(self):
        self.began = time.perf_counter()

    def __exit__(self, *_):
        self.total.setdefault(self.name, time.perf_counter() - self.began)


def seconds(way, *arguments):
    with Stopwatch(way.__name__):
        way(*arguments)
    return Stopwatch.total[way.__name__]
