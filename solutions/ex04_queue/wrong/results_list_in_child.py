"""Each consumer appends to its own copy of a list: the parent's list stays empty.

rejected by test_every_item_is_handled_once: run([1, 2], handle, consumers=1): expected the
    results of all items, got no result
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
        results.append(result)


def run(items, handle, consumers=2, interval=0.2):
    queue = multiprocessing.Queue()
    results = []
    workers = [multiprocessing.Process(target=producer, args=(queue, items, interval, consumers))]
    for _ in range(consumers):
        workers.append(multiprocessing.Process(target=consumer, args=(queue, results, handle)))
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    for outcome in results:
        if isinstance(outcome, Failure):
            raise RuntimeError(f"an item could not be handled: {outcome.text}")
    return results
