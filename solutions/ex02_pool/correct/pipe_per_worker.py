"""Each worker has a duplex pipe, and gets its next input when it sends a result."""

import multiprocessing
import pickle
from multiprocessing import connection


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
    while True:
        wanted, thing = conn.recv()
        if not wanted:
            return
        conn.send(attempt(function, thing))


def parallel_map(function, inputs, processes=5):
    workers, idle, busy, outcomes = [], [], {}, {}
    for _ in range(processes):
        ours, theirs = multiprocessing.Pipe()
        workers.append(multiprocessing.Process(target=work, args=(function, theirs), daemon=True))
        workers[-1].start()
        theirs.close()
        idle.append(ours)
    for number, thing in enumerate(inputs):
        if not idle:
            collect(busy, idle, outcomes)
        conn = idle.pop()
        conn.send((True, thing))
        busy[conn] = number
    while busy:
        collect(busy, idle, outcomes)
    for conn in idle:
        conn.send((False, None))
        conn.close()
    for worker in workers:
        worker.join()
    for worked, value in outcomes.values():
        if not worked:
            raise value
    return [outcomes[number][1] for number in sorted(outcomes)]


def collect(busy, idle, outcomes):
    for conn in connection.wait(list(busy)):
        outcomes[busy.pop(conn)] = conn.recv()
        idle.append(conn)


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
