"""Stops at any falsy item, so that 0 or an empty text is taken for the end.

rejected by test_any_item_any_result: expected each item to be handled once,
"""

import multiprocessing
import time


class Failure:
    def __init__(self, error):
        self.text = repr(error)


class Done:
    """The last thing that a consumer puts on `results`."""


def producer(queue, items, interval=0.2, consumers=1):
    for item in items:
        queue.put(item)
        time.sleep(interval)
    for _ in range(consumers):
        queue.put(None)


def consumer(queue, results, handle):
    while item := queue.get():
        try:
            result = handle(item)
        except Exception as error:
            result = Failure(error)
        results.put(result)
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
        if isinstance(outcome, Failure):
            raise RuntimeError(f"an item could not be handled: {outcome.text}")
    return outcomes
