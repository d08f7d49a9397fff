"""Every worker gets its share at the start: the inputs are dealt out like cards.

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


def work(function, hand, conn):
    conn.send([attempt(function, thing) for thing in hand])
    conn.close()


def parallel_map(function, inputs, processes=5):
    things = list(inputs)
    outcomes = [None] * len(things)
    started = []
    for first in range(processes):
        receiving, sending = multiprocessing.Pipe(duplex=False)
        arguments = (function, things[first::processes], sending)
        worker = multiprocessing.Process(target=work, args=arguments)
        worker.start()
        started.append((worker, receiving))
    for first, (worker, receiving) in enumerate(started):
        outcomes[first::processes] = receiving.recv()
        worker.join()
    for worked, value in outcomes:
        if not worked:
            raise value
    return [value for _, value in outcomes]


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
