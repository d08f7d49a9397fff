"""Daemon workers that never end by themselves; the queue tells when all is done.

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


def work(function, tasks, outcomes):
    while True:
        number, thing = tasks.get()
        outcomes[number] = attempt(function, thing)
        tasks.task_done()


def parallel_map(function, inputs, processes=5):
    with multiprocessing.Manager() as manager:
        tasks, outcomes = multiprocessing.JoinableQueue(), manager.dict()
        workers = [
            multiprocessing.Process(target=work, args=(function, tasks, outcomes), daemon=True)
            for _ in range(processes)
        ]
        for worker in workers:
            worker.start()
        for task in enumerate(inputs):
            tasks.put(task)
        tasks.join()
        for worker in workers:
            worker.terminate()
            worker.join()
        found = outcomes.copy()
    for worked, value in found.values():
        if not worked:
            raise value
    return [found[number][1] for number in range(len(found))]


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
