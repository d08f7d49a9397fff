"""A thread or process for each input, and a semaphore that lets only so many work.

slow: it starts a process for each input
"""

import multiprocessing
import pickle
import threading
import time


def run_serial(function, inputs):
    return [function(thing) for thing in inputs]


def run_threads(function, inputs, workers=2):
    places = threading.Semaphore(workers)
    results = {}
    errors = []

    def work(number, thing):
        with places:
            try:
                results[number] = function(thing)
            except Exception as error:
                errors.append(error)

    threads = [
        threading.Thread(target=work, args=(number, thing)) for number, thing in enumerate(inputs)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    return [results[number] for number in range(len(threads))]


def work_alone(places, function, number, thing, outcomes):
    with places:
        try:
            outcome = (number, True, function(thing))
            pickle.dumps(outcome)
        except Exception as error:
            outcome = (number, False, error)
    try:
        pickle.dumps(outcome)
    except Exception as error:
        outcome = (number, False, TypeError(str(error)))
    outcomes.put(outcome)


def run_processes(function, inputs, workers=2):
    places = multiprocessing.Semaphore(workers)
    outcomes = multiprocessing.SimpleQueue()
    processes = [
        multiprocessing.Process(target=work_alone, args=(places, function, number, thing, outcomes))
        for number, thing in enumerate(inputs)
    ]
    for process in processes:
        process.start()
    results = [None] * len(processes)
    failure = None
    for _ in processes:
        number, fine, result = outcomes.get()
        results[number] = result
        if not fine:
            failure = result
    for process in processes:
        process.join()
    if failure is not None:
        raise failure
    return results


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
