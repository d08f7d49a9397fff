"""Workers put inputs that failed into a pipe that is read at the end: a large one does not fit.

rejected by test_exception_reaches_the_caller: for somebody to take items out of failed
    (SimpleQueue), whose pipe is full
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


def work(function, tasks, outcomes, failed):
    while (task := tasks.get()) is not None:
        position, thing = task
        try:
            outcome = position, function(thing), None
        except Exception as error:
            failed.put(thing)
            outcome = position, None, sendable(error)
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
    failed = multiprocessing.SimpleQueue()
    workers = [
        multiprocessing.Process(target=work, args=(function, tasks, outcomes, failed))
        for _ in range(processes)
    ]
    for worker in workers:
        worker.start()
    for task in enumerate(inputs):
        tasks.put(task)
    for _ in workers:
        tasks.put(None)
    results, errors = {}, []
    for _ in inputs:
        position, result, error = outcomes.get()
        results[position] = result
        if error is not None:
            errors.append(error)
    for worker in workers:
        worker.join()
    while not failed.empty():
        print(f"failed: {failed.get()!r:.40}")
    if errors:
        raise errors[0]
    return [results[position] for position in range(len(inputs))]


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
