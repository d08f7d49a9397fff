"""Keeps the exceptions in a list of the module: after a call that has failed, every later one
fails.

rejected by test_failing_in_a_thread: run_threads, called after another call: KeyError
"""

import threading
from concurrent.futures import ProcessPoolExecutor

errors = []


def run_serial(function, inputs):
    return [function(thing) for thing in inputs]


def run_threads(function, inputs, workers=2):
    inputs = list(inputs)
    results = [None] * len(inputs)
    lock = threading.Lock()
    numbers = iter(range(len(inputs)))

    def work():
        while True:
            with lock:
                number = next(numbers, None)
            if number is None:
                return
            try:
                results[number] = function(inputs[number])
            except Exception as error:
                errors.append(error)

    threads = [threading.Thread(target=work) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    return results


def run_processes(function, inputs, workers=2):
    with ProcessPoolExecutor(max_workers=workers) as executor:
        return list(executor.map(function, inputs))
