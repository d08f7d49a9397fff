"""What a thread raises is collected by a hook of the program's own."""

import threading
import time
from concurrent.futures import ProcessPoolExecutor


def run_serial(function, inputs):
    return [function(item) for item in inputs]


def run_threads(function, inputs, workers=2):
    results, errors, todo = {}, [], list(enumerate(inputs))[::-1]
    size = len(todo)

    def collect(args):
        errors.append(args.exc_value)

    def work():
        while todo:
            try:
                number, item = todo.pop()
            except IndexError:  # another thread was faster
                return
            results[number] = function(item)

    before, threading.excepthook = threading.excepthook, collect
    threads = [threading.Thread(target=work) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    threading.excepthook = before
    if errors:
        raise errors[0]
    return [results[number] for number in range(size)]


def run_processes(function, inputs, workers=2):
    with ProcessPoolExecutor(workers) as executor:
        return list(executor.map(function, inputs))


def compare(function, inputs, workers=2):
    inputs = list(inputs)
    seconds = {}
    for name, way in (
        ("serial", run_serial),
        ("threads", run_threads),
        ("processes", run_processes),
    ):
        more = () if way is run_serial else (workers,)
        before = time.perf_counter()
        way(function, inputs, *more)
        seconds[name] = time.perf_counter() - before
    return seconds
