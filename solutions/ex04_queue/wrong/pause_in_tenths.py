"""Rounds the pause to tenths of a second.

rejected by test_consumed_while_produced: they were at 0, 0.2 and 0.4 s
"""

import multiprocessing
import time


class Failure:
    """Goes on the results queue in place of the result, when `handle` has raised."""

    def __init__(self, error):
        self.text = repr(error)


def producer(queue, items, interval=0.2, consumers=1):
    for item in items:
        queue.put(item)
        time.sleep(round(interval, 1))
    for _ in range(consumers):
        queue.put(None)


def consumer(queue, results, handle):
    while (item := queue.get()) is not None:
        try:
            result = handle(item)
        except Exception as error:
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
    outcomes = [results.get() for _ in items]
    for worker in workers:
        worker.join()
    failures = [outcome for outcome in outcomes if isinstance(outcome, Failure)]
    if failures:
        raise RuntimeError(f"{len(failures)} item(s) failed, one with {failures[0].text}")
    return outcomes
