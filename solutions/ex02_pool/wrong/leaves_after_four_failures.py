"""A worker gives up at its fourth failure, and nobody takes the rest of the inputs.

rejected by test_exception_reaches_the_caller: deadlock
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


def work(function, tasks, outcomes):
    failures = 0
    for number, thing in iter(tasks.get, None):
        outcome = attempt(function, thing)
        outcomes.put((number, *outcome))
        failures += not outcome[0]
        if failures == 4:
            return


def parallel_map(function, inputs, processes=5):
    tasks, outcomes = multiprocessing.Queue(), multiprocessing.Queue()
    arguments = (function, tasks, outcomes)
    workers = [multiprocessing.Process(target=work, args=arguments) for _ in range(processes)]
    for worker in workers:
        worker.start()
    count = 0
    for numbered in enumerate(inputs):
        tasks.put(numbered)
        count += 1
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
