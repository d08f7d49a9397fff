"""Uses queues made at import: unless forked, each process makes its own, and all wait.

rejected by test_every_start_method: for an item from Process-3's queue_of_items (Queue), which is
    empty, and nobody is left who will put one
"""

import multiprocessing
import time

queue_of_items = multiprocessing.Queue()
queue_of_results = multiprocessing.Queue()


class Failure:
    def __init__(self, error):
        self.text = repr(error)


def producer(queue, items, interval=0.2, consumers=1):
    for item in items:
        queue_of_items.put(item)
        time.sleep(interval)
    for _ in range(consumers):
        queue_of_items.put(None)


def consumer(queue, results, handle):
    while (item := queue_of_items.get()) is not None:
        try:
            result = handle(item)
        except Exception as error:
            result = Failure(error)
        queue_of_results.put(result)


def run(items, handle, consumers=2, interval=0.2):
    workers = [multiprocessing.Process(target=producer, args=(None, items, interval, consumers))]
    for _ in range(consumers):
        workers.append(multiprocessing.Process(target=consumer, args=(None, None, handle)))
    for worker in workers:
        worker.start()
    outcomes = [queue_of_results.get() for _ in items]
    for worker in workers:
        worker.join()
    for outcome in outcomes:
        if isinstance(outcome, Failure):
            raise RuntimeError(f"an item could not be handled: {outcome.text}")
    return outcomes
