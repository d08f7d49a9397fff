"""Makes the exception of a worker anew from its class and its args: some cannot be made from
those.

rejected by test_failing_in_a_process: function raises JSONDecodeError: expected the same
    exception, got TypeError
"""

import multiprocessing
import pickle
from concurrent.futures import ThreadPoolExecutor


def run_serial(function, inputs):
    return [function(thing) for thing in inputs]


def run_threads(function, inputs, workers=2):
    with ThreadPoolExecutor(max_workers=workers) as executor:
        return list(executor.map(function, inputs))


def worker(function, tasks, results):
    for number, thing in iter(tasks.get, None):
        try:
            outcome = (True, function(thing))
        except Exception as error:
            outcome = (False, (type(error), error.args))
        try:
            pickle.dumps(outcome)
        except Exception as problem:
            outcome = (False, (RuntimeError, (str(problem),)))
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
        if not outcome[0]:
            raise outcome[1][0](*outcome[1][1])
    return [value for _, value in ordered]
