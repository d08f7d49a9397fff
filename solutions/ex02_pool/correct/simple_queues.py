"""Two SimpleQueues, which fill up: a thread hands the inputs in.

like: hand_made_pool.py
"""

import multiprocessing
import pickle
import threading


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


END = "no more inputs"


def work(function, tasks, outcomes):
    while True:
        number, thing = tasks.get()
        if number == END:
            return
        outcomes.put((number, attempt(function, thing)))


def hand_in(things, tasks, processes):
    for task in enumerate(things):
        tasks.put(task)
    for _ in range(processes):
        tasks.put((END, None))


def parallel_map(function, inputs, processes=5):
    things = list(inputs)
    tasks, outcomes = multiprocessing.SimpleQueue(), multiprocessing.SimpleQueue()
    workers = []
    for _ in range(processes):
        worker = multiprocessing.Process(target=work, args=(function, tasks, outcomes))
        worker.start()
        workers.append(worker)
    office_boy = threading.Thread(target=hand_in, args=(things, tasks, processes))
    office_boy.start()
    found = dict(outcomes.get() for _ in things)
    office_boy.join()
    for worker in workers:
        worker.join()
    for worked, value in found.values():
        if not worked:
            raise value
    return [found[number][1] for number in range(len(things))]


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
