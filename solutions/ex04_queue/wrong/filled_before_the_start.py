"""Fills a queue with room for five items before it starts those who empty it.

rejected by test_consumers_share_the_work: deadlock
"""

import multiprocessing
import time


class Failure:
    def __init__(self, error):
        self.text = repr(error)


def producer(queue, items, interval=0.2):
    for item in items:
        queue.put(item)
        time.sleep(interval)
    queue.put(None)


def consumer(queue, results, handle):
    while (item := queue.get()) is not None:
        try:
            result = handle(item)
        except Exception as error:
            result = Failure(error)
        results.put(result)
    queue.put(None)


def run(items, handle, consumers=2, interval=0.2):
    queue = multiprocessing.Queue(maxsize=5)
    producer(queue, items, interval)
    results = multiprocessing.Queue()
    workers = [
        multiprocessing.Process(target=consumer, args=(queue, results, handle))
        for _ in range(consumers)
    ]
    for worker in workers:
        worker.start()
    outcomes = [results.get() for _ in items]
    for worker in workers:
        worker.join()
    for outcome in outcomes:
        if isinstance(outcome, Failure):
            raise RuntimeError(f"an item could not be handled: {outcome.text}")
    return outcomes
