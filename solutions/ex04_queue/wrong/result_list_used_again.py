"""Fills the same list for each result: it is pickled later, when the next one may be in it.

rejected by test_every_item_is_handled_once: expected the results of all items, got ['handled', 2],
    ['handled', 2]
"""

import multiprocessing
import time


def producer(queue, items, interval=0.2, consumers=1):
    for item in items:
        queue.put(item)
        time.sleep(interval)
    for _ in range(consumers):
        queue.put(None)


def consumer(queue, results, handle):
    outcome = [True, None]
    while (item := queue.get()) is not None:
        try:
            outcome[:] = True, handle(item)
        except Exception as error:
            outcome[:] = False, repr(error)
        results.put(outcome)


def run(items, handle, consumers=2, interval=0.2):
    queue, results = multiprocessing.Queue(), multiprocessing.Queue()
    workers = [multiprocessing.Process(target=producer, args=(queue, items, interval, consumers))]
    workers += [
        multiprocessing.Process(target=consumer, args=(queue, results, handle))
        for _ in range(consumers)
    ]
    for worker in workers:
        worker.start()
    outcomes = [results.get() for _ in items]
    for worker in workers:
        worker.join()
    for good, text in outcomes:
        if not good:
            raise RuntimeError(text)
    return [value for _, value in outcomes]
