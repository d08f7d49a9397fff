"""Works out the seconds from the mean of the inputs, of which there may be none.

rejected by test_compare: ZeroDivisionError
"""

import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor


def run_serial(function, inputs):
    return [function(thing) for thing in inputs]


def run_threads(function, inputs, workers=2):
    with ThreadPoolExecutor(workers) as executor:
        return list(executor.map(function, inputs))


def run_processes(function, inputs, workers=2):
    with ProcessPoolExecutor(workers) as executor:
        return list(executor.map(function, inputs))


def compare(function, inputs, workers=2):
    inputs = list(inputs)
    times = {}
    for name, run in (
        ("serial", lambda: run_serial(function, inputs)),
        ("threads", lambda: run_threads(function, inputs, workers)),
        ("processes", lambda: run_processes(function, inputs, workers)),
    ):
        began = time.perf_counter()
        run()
        mean = (time.perf_counter() - began) / len(inputs)
        times[name] = mean * len(inputs)
    return times
