"""Keeps the errors of its threads by input: a list as input cannot be a key, and its error is lost.

rejected by test_failing_in_a_thread: run_threads([[], {}]): function raises Empty, the result is
    [None, None]
"""

import threading
import time
from concurrent.futures import ProcessPoolExecutor


def run_serial(function, inputs):
    return [function(thing) for thing in inputs]


def run_threads(function, inputs, workers=2):
    inputs = list(inputs)
    results, errors = [None] * len(inputs), {}
    positions, taking = iter(range(len(inputs))), threading.Lock()

    def work():
        while True:
            with taking:
                position = next(positions, None)
            if position is None:
                return
            try:
                results[position] = function(inputs[position])
            except Exception as error:
                errors[inputs[position]] = error

    threads = [threading.Thread(target=work) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for error in errors.values():
        raise error
    return results


def run_processes(function, inputs, workers=2):
    with ProcessPoolExecutor(max_workers=workers) as executor:
        return list(executor.map(function, inputs))


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
