"""Expects a TypeError of what cannot be pickled; an exception of a local class raises another.

rejected by test_failing_in_a_process: deadlock: nobody can move any more.
"""

import multiprocessing
import pickle
import threading
import time


def run_serial(function, inputs):
    return [function(x) for x in inputs]


def run_threads(function, inputs, workers=2):
    inputs = list(inputs)
    results = [None] * len(inputs)
    errors = []
    numbers = iter(range(len(inputs)))
    lock = threading.Lock()

    def work():
        while True:
            with lock:
                number = next(numbers, None)
            if number is None:
                return
            try:
                results[number] = function(inputs[number])
            except Exception as error:
                errors.append(error)

    threads = [threading.Thread(target=work) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    return results


def work(function, tasks, outcomes):
    for number, thing in iter(tasks.get, None):
        try:
            outcome = (number, True, function(thing))
        except Exception as error:
            try:
                pickle.loads(pickle.dumps(error))
            except TypeError:
                error = RuntimeError(repr(error))
            outcome = (number, False, error)
        outcomes.put(outcome)


def run_processes(function, inputs, workers=2):
    inputs = list(inputs)
    tasks, outcomes = multiprocessing.Queue(), multiprocessing.Queue()
    processes = [
        multiprocessing.Process(target=work, args=(function, tasks, outcomes))
        for _ in range(workers)
    ]
    for process in processes:
        process.start()
    for task in enumerate(inputs):
        tasks.put(task)
    for _ in processes:
        tasks.put(None)
    found = {}
    for _ in inputs:
        number, good, value = outcomes.get()
        found[number] = good, value
    for process in processes:
        process.join()
    for number in range(len(inputs)):
        good, value = found[number]
        if not good:
            raise value
    return [found[number][1] for number in range(len(inputs))]


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
