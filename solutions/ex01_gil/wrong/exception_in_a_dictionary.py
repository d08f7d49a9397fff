"""Sends an exception in a dictionary in the place of the result, which may be one like it.

rejected by test_any_inputs: TypeError: exceptions must derive from BaseException
"""

import multiprocessing
import pickle
import time
from concurrent.futures import ThreadPoolExecutor


def run_serial(function, inputs):
    return [function(thing) for thing in inputs]


def run_threads(function, inputs, workers=2):
    with ThreadPoolExecutor(max_workers=workers) as executor:
        return list(executor.map(function, inputs))


def sendable(error):
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        return RuntimeError(repr(error))
    return error


def work(function, tasks, outcomes):
    for number, thing in iter(tasks.get, None):
        try:
            outcome = function(thing)
        except Exception as error:
            outcome = {"exception": sendable(error)}
        outcomes.put((number, outcome))


def run_processes(function, inputs, workers=2):
    inputs = list(inputs)
    tasks, outcomes = multiprocessing.Queue(), multiprocessing.Queue()
    team = [
        multiprocessing.Process(target=work, args=(function, tasks, outcomes))
        for _ in range(workers)
    ]
    for process in team:
        process.start()
    for task in enumerate(inputs):
        tasks.put(task)
    for _ in team:
        tasks.put(None)
    found = dict(outcomes.get() for _ in inputs)
    for process in team:
        process.join()
    for outcome in found.values():
        if isinstance(outcome, dict) and "exception" in outcome:
            raise outcome["exception"]
    return [found[number] for number in range(len(inputs))]


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
