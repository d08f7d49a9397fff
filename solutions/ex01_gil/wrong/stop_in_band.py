"""The text "STOP" ends a worker; but it may be an input as well.

rejected by test_any_inputs: EOFError
"""

import multiprocessing
import threading
from concurrent.futures import ThreadPoolExecutor


def run_serial(function, inputs):
    return [function(thing) for thing in inputs]


def run_threads(function, inputs, workers=2):
    with ThreadPoolExecutor(max_workers=workers) as executor:
        return list(executor.map(function, inputs))


def serve(function, conn):
    for thing in iter(conn.recv, "STOP"):
        try:
            conn.send((True, function(thing)))
        except Exception as error:
            conn.send((False, error))
    conn.close()


def talk(function, numbers, inputs, results, errors, lock):
    here, there = multiprocessing.Pipe()
    process = multiprocessing.Process(target=serve, args=(function, there))
    process.start()
    there.close()
    while True:
        with lock:
            number = next(numbers, None)
        if number is None:
            break
        try:
            here.send(inputs[number])
            good, value = here.recv()
        except Exception as error:
            errors.append(error)
            break
        if good:
            results[number] = value
        else:
            errors.append(value)
    try:
        here.send("STOP")
    except OSError:
        pass
    here.close()
    process.join()


def run_processes(function, inputs, workers=2):
    inputs = list(inputs)
    results, errors, lock = [None] * len(inputs), [], threading.Lock()
    numbers = iter(range(len(inputs)))
    threads = [
        threading.Thread(target=talk, args=(function, numbers, inputs, results, errors, lock))
        for _ in range(workers)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    return results
