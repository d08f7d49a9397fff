"""Joins three processes: enough for the producer and two consumers.

rejected by test_nothing_left_behind: still running
"""

import multiprocessing
import time


class Failure:
    """Goes on the results queue in place of the result, when `handle` has raised."""

    def __init__(self, error):
        # The text, not the exception: some exceptions cannot be pickled.
        self.text = repr(error)


def producer(queue, items, interval=0.2, consumers=1):
    for item in items:
        queue.put(item)
        time.sleep(interval)
    # Each consumer takes exactly one of these, since it ends at it.
    for _ in range(consumers):
        queue.put(None)


def consumer(queue, results, handle):
    # `is not None`, because 0, "" and [] are items like any other.
    while (item := queue.get()) is not None:
        try:
            result = handle(item)
        except Exception as error:
            # Report it and go on: the items behind this one still have to be taken.
            result = Failure(error)
        results.put(result)


def run(items, handle, consumers=2, interval=0.2):
    queue = multiprocessing.Queue()
    results = multiprocessing.Queue()
    workers = [multiprocessing.Process(target=producer, args=(queue, items, interval, consumers))]
    for _ in range(consumers):
        workers.append(multiprocessing.Process(target=consumer, args=(queue, results, handle)))
    for worker in workers:
        worker.start()
    # Collect first, join afterwards: a process does not end before its results have been taken.
    outcomes = [results.get() for _ in items]
    for worker in workers[:3]:
        worker.join()
    failures = [outcome for outcome in outcomes if isinstance(outcome, Failure)]
    if failures:
        raise RuntimeError(f"{len(failures)} item(s) failed, one with {failures[0].text}")
    return outcomes
