"""All workers but the first leave when no input comes for a second.

rejected by test_all_at_work_at_once: a generator of 3 inputs, each after 30 s, processes=3:
    expected 3 calls to be under way at once
"""

import multiprocessing
import pickle
from queue import Empty


def factorial(n):
    if n < 0:
        raise ValueError("negative")
    product = 1
    for factor in range(2, n + 1):
        product *= factor
    return product


def work(function, tasks, results, patience):
    while (task := next_of(tasks, patience)) is not None:
        number, thing = task
        try:
            outcome = (number, True, function(thing))
        except Exception as error:
            outcome = (number, False, sendable(error))
        results.put(outcome)


def next_of(tasks, patience):
    try:
        return tasks.get(timeout=patience)
    except Empty:
        return None


def sendable(error):
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        return RuntimeError(repr(error))
    return error


def parallel_map(function, inputs, processes=5):
    tasks, results = multiprocessing.Queue(), multiprocessing.Queue()
    team = [
        multiprocessing.Process(target=work, args=(function, tasks, results, 1 if number else None))
        for number in range(processes)
    ]
    for worker in team:
        worker.start()
    count = 0
    for task in enumerate(inputs):
        tasks.put(task)
        count += 1
    for _ in team:
        tasks.put(None)
    found, failed = {}, None
    for _ in range(count):
        number, good, value = results.get()
        if good:
            found[number] = value
        else:
            failed = value
    for worker in team:
        worker.join()
    if failed is not None:
        raise failed
    return [found[number] for number in range(count)]


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
