"""Two workers share a lock each, as if that kept all of them from the same number.

rejected by test_every_start_method: expected one call for each input
"""

import multiprocessing
import pickle
import time
from concurrent.futures import ThreadPoolExecutor


def run_serial(function, inputs):
    return [function(thing) for thing in inputs]


def run_threads(function, inputs, workers=2):
    with ThreadPoolExecutor(max_workers=workers) as executor:
        return list(executor.map(function, inputs))


def answer(function, inputs, position, lock, outcomes):
    while True:
        with lock:
            number = position.value
            position.value = number + 1
        if number >= len(inputs):
            return
        try:
            outcome = (number, None, pickle.dumps(function(inputs[number])))
        except Exception as error:
            try:
                outcome = (number, pickle.dumps(error), None)
            except Exception:
                outcome = (number, pickle.dumps(RuntimeError(repr(error))), None)
        outcomes.put(outcome)


def run_processes(function, inputs, workers=2):
    inputs = list(inputs)
    outcomes = multiprocessing.Queue()
    position = multiprocessing.Value("i", 0, lock=False)
    locks = [multiprocessing.Lock() for _ in range(workers)]
    team = [
        multiprocessing.Process(
            target=answer, args=(function, inputs, position, locks[k // 2], outcomes)
        )
        for k in range(workers)
    ]
    for worker in team:
        worker.start()
    found = {}
    while len(found) < len(inputs):
        number, error, result = outcomes.get()
        found[number] = (error, result)
    for worker in team:
        worker.join()
    for error, _ in found.values():
        if error is not None:
            raise pickle.loads(error)
    return [pickle.loads(found[number][1]) for number in range(len(inputs))]


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
