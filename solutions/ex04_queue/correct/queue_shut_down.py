"""The producer shuts a manager's queue down, as Python 3.13 can; before, it puts an end for each.

like: manager_queue.py
"""

import multiprocessing
import queue as library
import time

ShutDown = getattr(library, "ShutDown", ())


class Failure:
    def __init__(self, error):
        self.text = repr(error)


def producer(queue, items, interval=0.2, consumers=2):
    for item in items:
        queue.put(item)
        time.sleep(interval)
    if ShutDown:
        queue.shutdown()
    else:
        for _ in range(consumers):
            queue.put(None)


def consumer(queue, results, handle):
    while (item := next_item(queue)) is not None:
        try:
            result = handle(item)
        except Exception as error:
            result = Failure(error)
        results.put(result)


def next_item(queue):
    try:
        return queue.get()
    except ShutDown:
        return None


def run(items, handle, consumers=2, interval=0.2):
    with multiprocessing.Manager() as manager:
        queue = manager.Queue()
        results = manager.Queue()
        workers = [
            multiprocessing.Process(target=producer, args=(queue, items, interval, consumers))
        ]
        for _ in range(consumers):
            workers.append(multiprocessing.Process(target=consumer, args=(queue, results, handle)))
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        outcomes = [results.get() for _ in items]
    for outcome in outcomes:
        if isinstance(outcome, Failure):
            raise RuntimeError(f"an item could not be handled: {outcome.text}")
    return outcomes
