"""Goes on to the next input by a call of itself: a thousand inputs are too many.

rejected by test_serial: run_serial([3, 1, 2, 1]): calls of function come from ever deeper
rejected by test_threads: run_threads(200 inputs, workers=7): calls of function
    come from ever deeper
rejected by test_processes: run_processes(200 inputs, workers=7): calls of
    function come from ever deeper
"""

import multiprocessing
import pickle
import threading
import time


def run_serial(function, inputs):
    inputs = list(inputs)
    if not inputs:
        return []
    return [function(inputs[0]), *run_serial(function, inputs[1:])]


def run_threads(function, inputs, workers=2):
    tasks = iter(list(enumerate(inputs)))
    results, errors, lock = {}, [], threading.Lock()

    def work():
        with lock:
            task = next(tasks, None)
        if task is None:
            return
        number, thing = task
        try:
            results[number] = function(thing)
        except Exception as error:
            errors.append(error)
        work()

    threads = [threading.Thread(target=work) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    return [results[number] for number in range(len(results))]


def sendable(error):
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        return RuntimeError(repr(error))
    return error


def work(function, tasks, outcomes):
    task = tasks.get()
    if task is None:
        return
    number, thing = task
    try:
        outcome = (number, True, function(thing))
    except Exception as error:
        outcome = (number, False, sendable(error))
    outcomes.put(outcome)
    work(function, tasks, outcomes)


def run_processes(function, inputs, workers=2):
    inputs = list(inputs)
    tasks, outcomes = multiprocessing.Queue(), multiprocessing.Queue()
    team = [
        multiprocessing.Process(target=work, args=(function, tasks, outcomes))
        for _ in range(workers)
    ]
    for process in team:
        process.start()
    for task in enumerate(inputs):
        tasks.put(task)
    for _ in team:
        tasks.put(None)
    results, errors = [None] * len(inputs), []
    for _ in inputs:
        number, good, value = outcomes.get()
        if good:
            results[number] = value
        else:
            errors.append(value)
    for process in team:
        process.join()
    if errors:
        raise errors[0]
    return results


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
