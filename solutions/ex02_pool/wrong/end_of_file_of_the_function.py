"""Calls the function in the `try` that receives: its EOFError is taken for the end of the work.

rejected by test_exception_reaches_the_caller: the function raises EOFError; inputs [1, 2],
    processes=2: expected an exception, got the result [None, None]
"""

import multiprocessing
import pickle
from multiprocessing.connection import wait


def factorial(n):
    if n < 0:
        raise ValueError("a negative number has no factorial")
    product = 1
    for factor in range(2, n + 1):
        product *= factor
    return product


def work(function, conn, other):
    other.close()
    while True:
        try:
            thing = conn.recv()
            answer = True, function(thing)
        except EOFError:
            return
        except Exception as error:
            answer = False, sendable(error)
        conn.send(answer)


def sendable(error):
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        return RuntimeError(repr(error))
    return error


def parallel_map(function, inputs, processes=5):
    things = list(inputs)
    results = [None] * len(things)
    todo = list(enumerate(things))[::-1]
    failure = None
    conns, workers, places = [], [], {}
    for _ in range(processes):
        conn, other = multiprocessing.Pipe()
        worker = multiprocessing.Process(target=work, args=(function, other, conn))
        worker.start()
        other.close()
        conns.append(conn)
        workers.append(worker)
    ready = list(conns)
    while ready:
        for conn in ready:
            if todo:
                places[conn], thing = todo.pop()
                conn.send(thing)
        ready = wait(list(places)) if places else []
        for conn in ready:
            place = places.pop(conn)
            try:
                succeeded, value = conn.recv()
            except EOFError:
                continue
            if succeeded:
                results[place] = value
            else:
                failure = value
    for conn in conns:
        conn.close()
    for worker in workers:
        worker.join()
    if failure is not None:
        raise failure
    return results


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
