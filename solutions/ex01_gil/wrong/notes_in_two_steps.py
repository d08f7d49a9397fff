"""Notes the numbers and the results of a thread one after the other, without a lock.

rejected by test_threads: run_threads([1], workers=2): expected [1], got []
"""

import threading
import time
from concurrent.futures import ProcessPoolExecutor


def run_serial(function, inputs):
    return [function(thing) for thing in inputs]


def run_threads(function, inputs, workers=2):
    waiting, lock = list(enumerate(inputs)), threading.Lock()
    numbers, results, errors = [], [], []

    def take():
        with lock:
            return waiting.pop(0) if waiting else None

    def work():
        its_numbers, its_results = [], []
        try:
            for number, thing in iter(take, None):
                its_results.append(function(thing))
                its_numbers.append(number)
        except Exception as error:
            errors.append(error)
        numbers.append(its_numbers)
        results.append(its_results)

    threads = [threading.Thread(target=work) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    found = {}
    for its_numbers, its_results in zip(numbers, results, strict=True):
        found.update(zip(its_numbers, its_results, strict=False))
    return [found[number] for number in sorted(found)]


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
