"""Keeps errors in a queue of their own, which is read when the workers have been joined.

rejected by test_exception_reaches_the_caller: Process-1 waits at its end for its items to be taken
"""

import multiprocessing
from queue import Empty


def factorial(n):
    if n < 0:
        raise ValueError("negative")
    product = 1
    for factor in range(2, n + 1):
        product *= factor
    return product


def work(function, tasks, results, errors):
    while (task := tasks.get()) is not None:
        number, thing = task
        try:
            results.put((number, function(thing)))
        except Exception as error:
            errors.put(error)
            break
    results.put(None)


def parallel_map(function, inputs, processes=5):
    inputs = list(inputs)
    tasks, results, errors = (multiprocessing.Queue() for _ in range(3))
    team = [
        multiprocessing.Process(target=work, args=(function, tasks, results, errors))
        for _ in range(processes)
    ]
    for worker in team:
        worker.start()
    for task in enumerate(inputs):
        tasks.put(task)
    for _ in team:
        tasks.put(None)
    found, ended = {}, 0
    while ended < processes:
        result = results.get()
        if result is None:
            ended += 1
        else:
            found[result[0]] = result[1]
    for worker in team:
        worker.join()
    if len(found) < len(inputs):
        tasks.cancel_join_thread()
        raise get_error(errors)
    return [found[number] for number in range(len(inputs))]


def get_error(errors):
    try:
        return errors.get(timeout=1)
    except Empty:
        return RuntimeError("an exception that cannot be sent")


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
