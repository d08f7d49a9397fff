"""Reads the list of a manager when the `with` block is left, which has ended the manager.

rejected by test_every_item_is_handled_once: Broken pipe
"""

import multiprocessing
import time


def producer(queue, items, interval=0.2, consumers=2):
    for item in items:
        queue.put([item])
        time.sleep(interval)
    for _ in range(consumers):
        queue.put(None)


def consumer(queue, results, handle):
    for box in iter(queue.get, None):
        try:
            results.append([handle(box[0])])
        except Exception:
            results.append(None)


def run(items, handle, consumers=2, interval=0.2):
    queue = multiprocessing.Queue()
    with multiprocessing.Manager() as manager:
        results = manager.list()
        workers = [
            multiprocessing.Process(target=producer, args=(queue, items, interval, consumers))
        ]
        for _ in range(consumers):
            workers.append(multiprocessing.Process(target=consumer, args=(queue, results, handle)))
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
    if None in list(results):
        raise RuntimeError("a recipe failed")
    return [one[0] for one in results]
