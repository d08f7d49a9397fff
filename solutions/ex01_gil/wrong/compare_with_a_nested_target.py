"""Measures processes with a function inside another one, which spawn cannot hand over.

rejected by test_compare: compare.<locals>.share
"""

import multiprocessing
import pickle
import time
from concurrent.futures import ThreadPoolExecutor


def run_serial(function, inputs):
    return [function(thing) for thing in inputs]


def run_threads(function, inputs, workers=2):
    with ThreadPoolExecutor(max_workers=workers) as executor:
        futures = [executor.submit(function, thing) for thing in inputs]
        return [future.result() for future in futures]


def work(function, tasks, results):
    while (task := tasks.get()) is not None:
        number, thing = task
        try:
            outcome = (number, True, function(thing))
        except Exception as error:
            outcome = (number, False, sendable(error))
        results.put(outcome)


def sendable(error):
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        return RuntimeError(repr(error))
    return error


def run_processes(function, inputs, workers=2):
    inputs = list(inputs)
    tasks, results = multiprocessing.Queue(), multiprocessing.Queue()
    team = [
        multiprocessing.Process(target=work, args=(function, tasks, results))
        for _ in range(workers)
    ]
    for worker in team:
        worker.start()
    for task in enumerate(inputs):
        tasks.put(task)
    for _ in team:
        tasks.put(None)
    found, failed = {}, None
    for _ in inputs:
        number, good, value = results.get()
        if good:
            found[number] = value
        else:
            failed = value
    for worker in team:
        worker.join()
    if failed is not None:
        raise failed
    return [found[number] for number in range(len(inputs))]


def compare(function, inputs, workers=2):
    inputs = list(inputs)

    def share(mine):
        for thing in mine:
            function(thing)

    def in_processes(function, inputs, workers):
        team = [
            multiprocessing.Process(target=share, args=(inputs[first::workers],))
            for first in range(workers)
        ]
        for worker in team:
            worker.start()
        for worker in team:
            worker.join()

    return {
        "serial": seconds(run_serial, function, inputs),
        "threads": seconds(run_threads, function, inputs, workers),
        "processes": seconds(in_processes, function, inputs, workers),
    }


def seconds(way, *arguments):
    began = time.perf_counter()
    way(*arguments)
    return time.perf_counter() - began
