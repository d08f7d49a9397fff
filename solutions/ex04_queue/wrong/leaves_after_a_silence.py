"""All consumers but the first leave when no item comes for ten seconds.

rejected by test_nobody_idle_while_items_wait: four items, 60 s between two, handle takes 100 s
"""

import multiprocessing
import time
from queue import Empty


def producer(queue, items, interval=0.2):
    for item in items:
        queue.put(item)
        time.sleep(interval)


def consumer(queue, results, handle, patience=None):
    while True:
        try:
            item = queue.get(timeout=patience)
        except Empty:
            return
        if item is None:
            queue.put(None)
            return
        try:
            outcome = (True, handle(item))
        except Exception as error:
            outcome = (False, repr(error))
        results.put(outcome)


def run(items, handle, consumers=2, interval=0.2):
    queue, results = multiprocessing.Queue(), multiprocessing.Queue()
    workers = [multiprocessing.Process(target=producer, args=(queue, items, interval))]
    workers += [
        multiprocessing.Process(
            target=consumer, args=(queue, results, handle, 10 if number else None)
        )
        for number in range(consumers)
    ]
    for worker in workers:
        worker.start()
    outcomes = [results.get() for _ in items]
    workers[0].join()
    queue.put(None)
    for worker in workers:
        worker.join()
    for good, text in outcomes:
        if not good:
            raise RuntimeError(text)
    return [value for _, value in outcomes]
