"""One thread of the parent looks after each worker, as a foreman.

like: pipe_per_worker.py
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


def work(function, conn):
    while (task := conn.recv()) is not None:
        conn.send(attempt(function, *task))


def look_after(tasks, lock, outcomes, conn):
    while True:
        with lock:
            number, thing = next(tasks, (None, None))
        if number is None:
            conn.send(None)
            return
        conn.send((thing,))
        outcomes[number] = conn.recv()


def parallel_map(function, inputs, processes=5):
    tasks, lock, outcomes = enumerate(inputs), threading.Lock(), {}
    workers, foremen = [], []
    for _ in range(processes):
        ours, theirs = multiprocessing.Pipe()
        workers.append(multiprocessing.Process(target=work, args=(function, theirs)))
        workers[-1].start()
        foremen.append(threading.Thread(target=look_after, args=(tasks, lock, outcomes, ours)))
    for foreman in foremen:
        foreman.start()
    for one in foremen + workers:
        one.join()
    for number in sorted(outcomes):
        worked, value = outcomes[number]
        if not worked:
            raise value
    return [outcomes[number][1] for number in sorted(outcomes)]


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
