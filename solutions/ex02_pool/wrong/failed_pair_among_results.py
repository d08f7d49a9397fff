"""Takes a pair that begins with "failed" for a failure, which the function may return as well.

rejected by test_any_inputs: expected the inputs, got TypeError
"""

import multiprocessing
import pickle


def factorial(n):
    if n < 0:
        raise ValueError("a negative number has no factorial")
    product = 1
    for factor in range(2, n + 1):
        product *= factor
    return product


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
            outcome = ("failed", sendable(error))
        outcomes.put((number, outcome))


def parallel_map(function, inputs, processes=5):
    inputs = list(inputs)
    tasks, outcomes = multiprocessing.Queue(), multiprocessing.Queue()
    workers = [
        multiprocessing.Process(target=work, args=(function, tasks, outcomes))
        for _ in range(processes)
    ]
    for worker in workers:
        worker.start()
    for task in enumerate(inputs):
        tasks.put(task)
    for _ in workers:
        tasks.put(None)
    found = dict(outcomes.get() for _ in inputs)
    for worker in workers:
        worker.join()
    for outcome in found.values():
        if isinstance(outcome, tuple) and len(outcome) == 2 and outcome[0] == "failed":
            raise outcome[1]
    return [found[number] for number in range(len(inputs))]


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
