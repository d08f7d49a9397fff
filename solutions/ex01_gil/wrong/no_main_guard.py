"""Tries itself out below, unguarded: a worker that is not forked tries it out as well, and dies.

rejected by test_every_start_method: under forkserver: deadlock
"""

import multiprocessing
import pickle
import queue
import threading
import time


def run_serial(function, inputs):
    return [function(thing) for thing in inputs]


def work(function, tasks, outcomes):
    while (task := tasks.get()) is not None:
        number, thing = task
        try:
            outcomes.put((number, True, packed(function(thing))))
        except Exception as error:
            outcomes.put((number, False, packed_error(error)))


def packed(thing):
    return pickle.dumps(thing)


def packed_error(error):
    try:
        return packed(error)
    except Exception:
        return packed(RuntimeError(repr(error)))


def collect(inputs, tasks, outcomes, workers):
    count = 0
    for number, thing in enumerate(inputs):
        tasks.put((number, thing))
        count += 1
    for _ in workers:
        tasks.put(None)
    for worker in workers:
        worker.start()
    found = sorted(outcomes.get() for _ in range(count))
    for worker in workers:
        worker.join()
    for _, fine, result in found:
        if not fine:
            raise pickle.loads(result)  # noqa: S301
    return [pickle.loads(result) for _, _, result in found]  # noqa: S301


def run_threads(function, inputs, workers=2):
    tasks, outcomes = queue.Queue(), queue.Queue()
    threads = [
        threading.Thread(target=work, args=(function, tasks, outcomes)) for _ in range(workers)
    ]
    return collect(inputs, tasks, outcomes, threads)


def run_processes(function, inputs, workers=2):
    tasks, outcomes = multiprocessing.Queue(), multiprocessing.Queue()
    processes = [
        multiprocessing.Process(target=work, args=(function, tasks, outcomes))
        for _ in range(workers)
    ]
    return collect(inputs, tasks, outcomes, processes)


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


print(run_processes(abs, [-1, 2]))
