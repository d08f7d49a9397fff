"""Keeps errors in a queue of their own, which is read when the workers have been joined.

rejected by test_failing_in_a_process: Process-1 waits at its end for its items to be taken
"""

import multiprocessing
import time
from concurrent.futures import ThreadPoolExecutor
from queue import Empty


def run_serial(function, inputs):
    return [function(thing) for thing in inputs]


def run_threads(function, inputs, workers=2):
    with ThreadPoolExecutor(max_workers=workers) as executor:
        futures = [executor.submit(function, thing) for thing in inputs]
        return [future.result() for future in futures]


def work(function, tasks, results, errors):
    while (task := tasks.get()) is not None:
        number, thing = task
        try:
            results.put((number, function(thing)))
        except Exception as error:
            errors.put(error)
            break
    results.put(None)


def run_processes(function, inputs, workers=2):
    inputs = list(inputs)
    tasks, results, errors = (multiprocessing.Queue() for _ in range(3))
    team = [
        multiprocessing.Process(target=work, args=(function, tasks, results, errors))
        for _ in range(workers)
    ]
    for worker in team:
        worker.start()
    for task in enumerate(inputs):
        tasks.put(task)
    for _ in team:
        tasks.put(None)
    found, ended = {}, 0
    while ended < workers:
        result = results.get()
        if result is None:
            ended += 1
        else:
            found[result[0]] = result[1]
    for worker in team:
        worker.join()
    if len(found) < len(inputs):
        tasks.cancel_join_thread()
        raise get_error(errors)
    return [found[number] for number in range(len(inputs))]


def get_error(errors):
    try:
        return errors.get(timeout=1)
    except Empty:
        return RuntimeError("an exception that cannot be sent")


def compare(function, inputs, workers=2):
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
