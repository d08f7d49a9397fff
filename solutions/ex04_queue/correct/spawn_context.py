"""Takes everything from one explicit context, whatever the default start method is.

slow: each of its processes imports the program anew
"""

import multiprocessing
import time


class Failure:
    def __init__(self, error):
        self.text = repr(error)


def producer(queue, items, interval=0.2, consumers=1):
    for item in items:
        queue.put(item)
        time.sleep(interval)
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
    context = multiprocessing.get_context("spawn")
    queue = context.Queue()
    results = context.Queue()
    workers = [context.Process(target=producer, args=(queue, items, interval, consumers))]
    for _ in range(consumers):
        workers.append(context.Process(target=consumer, args=(queue, results, handle)))
    for worker in workers:
        worker.start()
    outcomes = [results.get() for _ in items]
    for worker in workers:
        worker.join()
    for outcome in outcomes:
        if isinstance(outcome, Failure):
            raise RuntimeError(f"an item could not be handled: {outcome.text}")
    return outcomes
