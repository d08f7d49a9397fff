"""The process that was called looks a hundred times a second whether there is a new result.

like: polls_for_items.py
"""

import multiprocessing
import time


def producer(queue, items, interval=0.2, consumers=2):
    for item in items:
        queue.put(item)
        time.sleep(interval)
    for _ in range(consumers):
        queue.put(None)


def consumer(queue, results, handle):
    while (item := queue.get()) is not None:
        try:
            results.put((True, handle(item)))
        except Exception as error:
            results.put((False, repr(error)))


def run(items, handle, consumers=2, interval=0.2):
    queue = multiprocessing.Queue()
    results = multiprocessing.Queue()
    workers = [multiprocessing.Process(target=producer, args=(queue, items, interval, consumers))]
    for _ in range(consumers):
        workers.append(multiprocessing.Process(target=consumer, args=(queue, results, handle)))
    for worker in workers:
        worker.start()
    collected = []
    # Who has ended has written all that it had to say.
    while any(worker.is_alive() for worker in workers) or not results.empty():
        while not results.empty():
            collected.append(results.get())
        time.sleep(0.01)
    for worker in workers:
        worker.join()
    failures = [value for good, value in collected if not good]
    if failures:
        raise RuntimeError(f"handle failed: {failures}")
    return [value for _, value in collected]
