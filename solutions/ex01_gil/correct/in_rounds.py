"""As many workers as there may be, then the next round: simple, and not idle within a round.

like: slices.py
"""

import itertools
import multiprocessing
import threading
import time


def run_serial(function, inputs):
    return [function(thing) for thing in inputs]


def rounds(inputs, size):
    iterator = iter(inputs)
    while batch := list(itertools.islice(iterator, size)):
        yield batch


class Thread(threading.Thread):
    """A thread that keeps what came of its call."""

    def __init__(self, function, thing):
        super().__init__()
        self.function, self.thing = function, thing
        self.result = self.error = None

    def run(self):
        try:
            self.result = self.function(self.thing)
        except Exception as error:
            self.error = error


def run_threads(function, inputs, workers=2):
    results = []
    for batch in rounds(inputs, workers):
        threads = [Thread(function, thing) for thing in batch]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for thread in threads:
            if thread.error:
                raise thread.error
        results += [thread.result for thread in threads]
    return results


def send_result(function, thing, sending):
    try:
        outcome = (True, function(thing))
    except Exception as error:
        outcome = (False, error)
    try:
        sending.send(outcome)
    finally:
        sending.close()


def run_processes(function, inputs, workers=2):
    results = []
    for batch in rounds(inputs, workers):
        started = []
        for thing in batch:
            receiving, sending = multiprocessing.Pipe(duplex=False)
            process = multiprocessing.Process(target=send_result, args=(function, thing, sending))
            process.start()
            sending.close()
            started.append((process, receiving))
        outcomes = []
        for process, receiving in started:
            try:
                outcomes.append(receiving.recv())
            except EOFError:
                outcomes.append((False, RuntimeError("the result could not be sent")))
            process.join()
        for fine, result in outcomes:
            if not fine:
                raise result
            results.append(result)
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
