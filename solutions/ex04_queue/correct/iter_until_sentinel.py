"""Loops over iter(queue.get, None); each consumer reports when it is done.

like: parent_sends_the_end.py
"""

import multiprocessing
import time


class Failed(RuntimeError):
    """Says that an item could not be handled."""


class Done:
    """The last thing that a consumer puts on `results`."""


def producer(queue, items, interval=0.2, consumers=1):
    for item in items:
        queue.put(item)
        time.sleep(interval)
    for _ in range(consumers):
        queue.put(None)


def consumer(queue, results, handle):
    for item in iter(queue.get, None):
        try:
            results.put(handle(item))
        except Exception as error:
            results.put(Failed(repr(error)))
    results.put(Done())


def run(items, handle, consumers=2, interval=0.2):
    queue = multiprocessing.Queue()
    results = multiprocessing.Queue()
    workers = [multiprocessing.Process(target=producer, args=(queue, items, interval, consumers))]
    for _ in range(consumers):
        workers.append(multiprocessing.Process(target=consumer, args=(queue, results, handle)))
    for worker in workers:
        worker.start()
    outcomes = []
    working = consumers
    while working:
        outcome = results.get()
        if isinstance(outcome, Done):
            working -= 1
        else:
            outcomes.append(outcome)
    for worker in workers:
        worker.join()
    for outcome in outcomes:
        if isinstance(outcome, Failed):
            raise outcome
    return outcomes
