"""Goes on without the inputs that are later than a minute.

rejected by test_any_inputs: a generator of 1 inputs, each after 70 s
"""

import multiprocessing
import pickle
import time


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


def work(function, tasks, outcomes):
    for number, thing in iter(tasks.get, None):
        outcomes.put((number, *attempt(function, thing)))


def parallel_map(function, inputs, processes=5):
    tasks, outcomes = multiprocessing.Queue(), multiprocessing.Queue()
    arguments = (function, tasks, outcomes)
    workers = [multiprocessing.Process(target=work, args=arguments) for _ in range(processes)]
    for worker in workers:
        worker.start()
    count = 0
    asked = time.monotonic()
    for numbered in enumerate(inputs):
        if time.monotonic() - asked > 60:
            break
        tasks.put(numbered)
        count += 1
        asked = time.monotonic()
    for _ in workers:
        tasks.put(None)
    found = sorted((outcomes.get() for _ in range(count)), key=lambda outcome: outcome[0])
    for worker in workers:
        worker.join()
    for _, worked, value in found:
        if not worked:
            raise value
    return [value for _, _, value in found]


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
