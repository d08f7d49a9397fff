"""A process of its own hands the inputs in; three kinds of process work together.

like: hand_made_pool.py
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


def attempt(function, thing):
    """Return whether it worked, and the result or an exception that can be pickled."""
    try:
        return True, function(thing)
    except Exception as error:
        try:
            pickle.loads(pickle.dumps(error))
        except Exception:
            return False, RuntimeError(f"{type(error).__name__}: {error}")
        return False, error


def feed(things, tasks):
    for task in enumerate(things):
        tasks.put(task)
    tasks.put(None)


def work(function, tasks, outcomes):
    while (task := tasks.get()) is not None:
        number, thing = task
        outcomes.put((number, attempt(function, thing)))
    tasks.put(None)


def parallel_map(function, inputs, processes=5):
    things = list(inputs)
    tasks, outcomes = multiprocessing.Queue(), multiprocessing.Queue()
    everybody = [multiprocessing.Process(target=feed, args=(things, tasks))]
    for _ in range(processes):
        everybody.append(multiprocessing.Process(target=work, args=(function, tasks, outcomes)))
    for one in everybody:
        one.start()
    found = dict(outcomes.get() for _ in things)
    for one in everybody:
        one.join()
    for worked, value in found.values():
        if not worked:
            raise value
    return [found[number][1] for number in range(len(things))]


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
