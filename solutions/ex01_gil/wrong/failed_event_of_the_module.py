"""An Event of the module says that something failed: under spawn each process has another one.

rejected by test_failing_in_a_process: under forkserver: function raises KeyError, the result is
"""

import multiprocessing
import pickle
from concurrent.futures import ThreadPoolExecutor

failed = multiprocessing.Event()


def run_serial(function, inputs):
    return [function(thing) for thing in inputs]


def run_threads(function, inputs, workers=2):
    with ThreadPoolExecutor(max_workers=workers) as executor:
        return list(executor.map(function, inputs))


def sendable(error):
    try:
        pickle.dumps(error)
    except Exception:
        return RuntimeError(repr(error))
    return error


def worker(function, tasks, results):
    for number, thing in iter(tasks.get, None):
        try:
            outcome = function(thing)
        except Exception as error:
            outcome = sendable(error)
            failed.set()
        results.put((number, outcome))


def run_processes(function, inputs, workers=2):
    tasks, results = multiprocessing.Queue(), multiprocessing.Queue()
    inputs = list(inputs)
    processes = [
        multiprocessing.Process(target=worker, args=(function, tasks, results))
        for _ in range(workers)
    ]
    for process in processes:
        process.start()
    for pair in enumerate(inputs):
        tasks.put(pair)
    for _ in processes:
        tasks.put(None)
    found = [results.get() for _ in inputs]
    for process in processes:
        process.join()
    ordered = [outcome for _, outcome in sorted(found, key=lambda pair: pair[0])]
    for outcome in ordered:
        if failed.is_set() and isinstance(outcome, Exception):
            failed.clear()
            raise outcome
    return ordered
