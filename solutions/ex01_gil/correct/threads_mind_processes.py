"""A pool of threads, each of which starts one process after the other and waits for its answer.

like: a_worker_for_each_input.py
"""

import multiprocessing
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial


def run_serial(function, inputs):
    return [function(thing) for thing in inputs]


def run_threads(function, inputs, workers=2):
    with ThreadPoolExecutor(max_workers=workers) as executor:
        return list(executor.map(function, inputs))


def run_processes(function, inputs, workers=2):
    return run_threads(partial(call_elsewhere, function), inputs, workers)


def call_elsewhere(function, thing):
    ours, theirs = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.Process(target=answer, args=(theirs, function, thing))
    process.start()
    theirs.close()
    good, value = ours.recv()
    ours.close()
    process.join()
    if not good:
        raise value
    return value


def answer(conn, function, thing):
    try:
        message = (True, function(thing))
    except Exception as error:
        message = (False, error)
    try:
        conn.send(message)
    except Exception as error:
        conn.send((False, RuntimeError(f"this cannot be sent: {error}")))
    conn.close()


def compare(function, inputs, workers=2):
    # A generator would be used up after the first way.
    inputs = list(inputs)
    return {
        "serial": seconds(run_serial, function, inputs),
        "threads": seconds(run_threads, function, inputs, workers),
        "processes": seconds(run_processes, function, inputs, workers),
    }


def seconds(way, *arguments):
    began = time.perf_counter()
    way(*arguments)
    return time.perf_counter() - began
