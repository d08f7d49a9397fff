"""Each worker has every so-manieth input: plain threads, plain processes, and a pipe for each."""

import multiprocessing
import threading
import time


def run_serial(function, inputs):
    return [function(thing) for thing in inputs]


def run_threads(function, inputs, workers=2):
    inputs = list(inputs)
    results = [None] * len(inputs)
    errors = []

    def work(first):
        try:
            for number in range(first, len(inputs), workers):
                results[number] = function(inputs[number])
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=work, args=(first,)) for first in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    return results


def work(function, inputs, sending):
    for thing in inputs:
        try:
            outcome = (True, function(thing))
        except Exception as error:
            outcome = (False, error)
        try:
            sending.send(outcome)
        except Exception as error:
            sending.send((False, RuntimeError(f"cannot be sent: {error}")))


def run_processes(function, inputs, workers=2):
    inputs = list(inputs)
    processes = []
    ends = []
    for first in range(workers):
        receiving, sending = multiprocessing.Pipe(duplex=False)
        process = multiprocessing.Process(
            target=work, args=(function, inputs[first::workers], sending)
        )
        process.start()
        sending.close()
        processes.append(process)
        ends.append(receiving)
    outcomes = [ends[number % workers].recv() for number in range(len(inputs))]
    for process in processes:
        process.join()
    for fine, result in outcomes:
        if not fine:
            raise result
    return [result for _, result in outcomes]


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
