"""A hand-made pool whose target is a lambda: only fork can start it.

rejected by test_every_start_method: .<locals>.
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
        number, thing = task
        try:
            outcome = True, function(thing)
        except Exception as error:
            try:
                pickle.dumps(error)
            except Exception:
                error = RuntimeError(repr(error))
            outcome = False, error
        outcomes.put((number, outcome))


def parallel_map(function, inputs, processes=5):
    tasks, outcomes = multiprocessing.Queue(), multiprocessing.Queue()
    workers = [
        multiprocessing.Process(target=lambda: work(function, tasks, outcomes))
        for _ in range(processes)
    ]
    for worker in workers:
        worker.start()
    count = 0
    for task in enumerate(inputs):
        tasks.put(task)
        count += 1
    for _ in workers:
        tasks.put(None)
    found = dict(outcomes.get() for _ in range(count))
    for worker in workers:
        worker.join()
    for worked, value in found.values():
        if not worked:
            raise value
    return [found[number][1] for number in range(count)]


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
