"""This thread is one of the workers, and starts the others.

like: queues.py
"""

import threading
import time
from concurrent.futures import ProcessPoolExecutor


def run_serial(function, inputs):
    return [function(thing) for thing in inputs]


def run_threads(function, inputs, workers=2):
    inputs = list(inputs)
    results = [None] * len(inputs)
    errors = []

    def work(first):
        try:
            for number in range(first, len(inputs), workers):
                results[number] = function(inputs[number])
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=work, args=(first,)) for first in range(1, workers)]
    for thread in threads:
        thread.start()
    work(0)
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    return results


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


def seconds(way, *arguments):
    began = time.perf_counter()
    way(*arguments)
    return time.perf_counter() - began
