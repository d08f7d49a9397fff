"""Calls the function in the `try` that looks for work: its Empty is taken for the end of the work.

rejected by test_failing_in_a_thread: function raises Empty
"""

import queue
import threading
import time
from concurrent.futures import ProcessPoolExecutor


def run_serial(function, inputs):
    return [function(thing) for thing in inputs]


def run_threads(function, inputs, workers=2):
    work = queue.Queue()
    for task in enumerate(inputs):
        work.put(task)
    results = [None] * work.qsize()
    errors = []

    def take():
        while True:
            try:
                number, thing = work.get_nowait()
                results[number] = function(thing)
            except queue.Empty:
                return
            except Exception as error:
                errors.append(error)

    threads = [threading.Thread(target=take) for _ in range(workers)]
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
