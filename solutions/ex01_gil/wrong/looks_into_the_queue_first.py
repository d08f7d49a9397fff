"""Two threads see that there is one input left; one of them gets it, and the other waits for ever.

rejected by test_threads: deadlock
"""

import queue
import threading
import time
from concurrent.futures import ProcessPoolExecutor


def run_serial(function, inputs):
    return [function(thing) for thing in inputs]


def run_threads(function, inputs, workers=2):
    waiting = queue.Queue()
    for numbered in enumerate(inputs):
        waiting.put(numbered)
    results, errors = {}, []

    def work():
        while not waiting.empty():
            number, thing = waiting.get()
            try:
                results[number] = function(thing)
            except Exception as error:
                errors.append(error)

    threads = [threading.Thread(target=work) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    return [results[number] for number in range(len(results))]


def run_processes(function, inputs, workers=2):
    with ProcessPoolExecutor(workers) as executor:
        return list(executor.map(function, inputs))


def seconds_of(way, *arguments):
    began = time.perf_counter()
    way(*arguments)
    return time.perf_counter() - began


def compare(function, inputs, workers=2):
    inputs = list(inputs)
    return {
        "serial": seconds_of(run_serial, function, inputs),
        "threads": seconds_of(run_threads, function, inputs, workers),
        "processes": seconds_of(run_processes, function, inputs, workers),
    }
