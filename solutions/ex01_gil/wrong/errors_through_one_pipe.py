"""All workers send their errors through the same end of a pipe: two long ones are mixed up.

rejected by test_failing_in_a_process: use the same end of a pipe at once: what arrives is garbled
"""

import multiprocessing
import time
from concurrent.futures import ThreadPoolExecutor


def run_serial(function, inputs):
    return [function(thing) for thing in inputs]


def run_threads(function, inputs, workers=2):
    with ThreadPoolExecutor(max_workers=workers) as executor:
        return list(executor.map(function, inputs))


def work(function, tasks, results, errors):
    while (task := tasks.get()) is not None:
        position, thing = task
        try:
            result = function(thing)
        except Exception as error:
            results.put((position, False, None))
            send(errors, error)
        else:
            results.put((position, True, result))


def send(errors, error):
    try:
        errors.send(error)
    except Exception:
        errors.send(RuntimeError(repr(error)))


def run_processes(function, inputs, workers=2):
    inputs = list(inputs)
    tasks, results = multiprocessing.Queue(), multiprocessing.SimpleQueue()
    receiver, sender = multiprocessing.Pipe(duplex=False)
    team = [
        multiprocessing.Process(target=work, args=(function, tasks, results, sender))
        for _ in range(workers)
    ]
    for worker in team:
        worker.start()
    for task in enumerate(inputs):
        tasks.put(task)
    for _ in team:
        tasks.put(None)
    found, errors = {}, []
    for _ in inputs:
        position, done, result = results.get()
        found[position] = result
        if not done:
            errors.append(receiver.recv())
    for worker in team:
        worker.join()
    if errors:
        raise errors[0]
    return [found[position] for position in range(len(inputs))]


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
