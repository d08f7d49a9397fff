"""Raises before it has joined the processes.

rejected by test_failing_in_a_process: never joined: Process-1
"""

import multiprocessing
import time
from concurrent.futures import ThreadPoolExecutor


def run_serial(function, inputs):
    return [function(thing) for thing in inputs]


def run_threads(function, inputs, workers=2):
    with ThreadPoolExecutor(max_workers=workers) as executor:
        return list(executor.map(function, inputs))


def put_result(function, number, thing, results):
    try:
        results.put((number, True, function(thing)))
    except Exception as error:
        results.put((number, False, error))


def put_inside(places, function, number, thing, results):
    with places:
        put_result(function, number, thing, results)


def run_processes(function, inputs, workers=2):
    results = multiprocessing.Queue()
    places = multiprocessing.Semaphore(workers)
    processes = [
        multiprocessing.Process(target=put_inside, args=(places, function, number, thing, results))
        for number, thing in enumerate(inputs)
    ]
    for process in processes:
        process.start()
    found = sorted([results.get() for _ in processes], key=lambda each: each[0])
    for _, fine, result in found:
        if not fine:
            raise result
    for process in processes:
        process.join()
    return [result for _, _, result in found]


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
