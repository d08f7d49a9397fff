"""Starts a process for each input, all at once: no pool at all.

rejected by test_same_as_map: expected no more workers than 1, there were 2
"""

import multiprocessing


def factorial(n):
    if n < 0:
        raise ValueError("a negative number has no factorial")
    product = 1
    for factor in range(2, n + 1):
        product *= factor
    return product


def call(function, thing, conn):
    try:
        conn.send((True, function(thing)))
    except Exception as error:
        try:
            conn.send((False, error))
        except Exception:
            conn.send((False, RuntimeError(repr(error))))


def parallel_map(function, inputs, processes=5):
    started = []
    for thing in inputs:
        receiving, sending = multiprocessing.Pipe(duplex=False)
        worker = multiprocessing.Process(target=call, args=(function, thing, sending))
        worker.start()
        started.append((worker, receiving))
    outcomes = []
    for worker, receiving in started:
        outcomes.append(receiving.recv())
        worker.join()
    for worked, value in outcomes:
        if not worked:
            raise value
    return [value for _, value in outcomes]


def factorials(limit, processes=5):
    return parallel_map(factorial, range(limit), processes)
