"""Puts the end marker back but does not stop at it: the marker goes round for ever.

rejected by test_every_item_is_handled_once: it goes on for ever
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
    while True:
        item = queue.get()
        if item is None:
            queue.put(None)
            continue
        try:
            result = handle(item)
        except Exception as error:
            result = Failure(error)
        results.put(result)


def run(items, handle, consumers=2, interval=0.2):
    queue = multiprocessing.Queue()
    results = multiprocessing.Queue()
    workers = [multiprocessing.Process(target=producer, args=(queue, items, interval))]
    for _ in range(consumers):
        workers.append(multiprocessing.Process(target=consumer, args=(queue, results, handle)))
    for worker in workers:
        worker.start()
    outcomes = [results.get() for _ in items]
    for worker in workers:
        worker.join()
    for outcome in outcomes:
        if isinstance(outcome, Failure):
            raise RuntimeError(f"an item could not be handled: {outcome.text}")
    return outcomes
