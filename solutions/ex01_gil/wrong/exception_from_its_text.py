"""Sends the kind of an exception and its text, and makes another one of them.

rejected by test_failing_in_a_process: expected the exception as function raised it
"""

import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor


def run_serial(function, inputs):
    return [function(thing) for thing in inputs]


def run_threads(function, inputs, workers=2):
    with ThreadPoolExecutor(max_workers=workers) as executor:
        return list(executor.map(function, inputs))


def guarded(function, thing):
    try:
        return None, function(thing)
    except Exception as error:
        return type(error), str(error)


def run_processes(function, inputs, workers=2):
    with ProcessPoolExecutor(max_workers=workers) as executor:
        calls = [executor.submit(guarded, function, thing) for thing in inputs]
    answers = [call.result() for call in calls]
    for kind, text in answers:
        if kind is not None:
            raise kind(text)
    return [value for _, value in answers]


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
