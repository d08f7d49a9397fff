"""All workers know all inputs; a shared number tells which comes next."""

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


def work(function, things, position, outcomes):
    while True:
        with position.get_lock():
            number = position.value
            position.value += 1
        if number >= len(things):
            return
        outcomes[number] = attempt(function, things[number])


def parallel_map(function, inputs, processes=5):
    things = list(inputs)
    with multiprocessing.Manager() as manager:
        outcomes = manager.dict()
        position = multiprocessing.Value("i", 0)
        workers = [
            multiprocessing.Process(target=work, args=(function, things, position, outcomes))
            for _ in range(processes)
        ]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        outcomes = dict(outcomes)
    for worked, value in outcomes.values():
        if not worked:
            raise value
    return [outcomes[number][1] for number in range(len(things))]


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
