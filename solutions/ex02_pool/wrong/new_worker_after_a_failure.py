"""A worker ends when the function raises, and a new one takes its place.

rejected by test_exception_reaches_the_caller: expected no more workers than 2
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


def work(function, tasks, outcomes):
    while (task := tasks.get()) is not None:
        position, thing = task
        try:
            outcome = position, function(thing), None
        except Exception as error:
            outcomes.put((position, None, sendable(error)))
            return
        outcomes.put(outcome)


def sendable(error):
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        return RuntimeError(repr(error))
    return error


def parallel_map(function, inputs, processes=5):
    inputs = list(inputs)
    tasks, outcomes = multiprocessing.Queue(), multiprocessing.SimpleQueue()
    workers = []

    def start_worker():
        worker = multiprocessing.Process(target=work, args=(function, tasks, outcomes))
        worker.start()
        workers.append(worker)

    for _ in range(processes):
        start_worker()
    for task in enumerate(inputs):
        tasks.put(task)
    results, errors = {}, []
    for _ in inputs:
        position, result, error = outcomes.get()
        results[position] = result
        if error is not None:
            errors.append(error)
            start_worker()
    for _ in range(processes):
        tasks.put(None)
    for worker in workers:
        worker.join()
    if errors:
        raise errors[0]
    return [results[position] for position in range(len(inputs))]


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
