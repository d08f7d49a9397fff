"""Keeps the reasons in a dictionary by item: a list as item cannot be a key, and a consumer ends.

rejected by test_failing_handler: unhashable type: 'list'
"""

import multiprocessing
import time


def producer(queue, items, interval=0.2, consumers=1):
    for item in items:
        queue.put(item)
        time.sleep(interval)
    for _ in range(consumers):
        queue.put(None)


def consumer(queue, results, handle, reasons):
    while (item := queue.get()) is not None:
        try:
            result = handle(item)
        except Exception as error:
            result = None
            reasons[item] = repr(error)
        results.put(result)


def run(items, handle, consumers=2, interval=0.2):
    with multiprocessing.Manager() as manager:
        reasons = manager.dict()
        queue, results = multiprocessing.Queue(), multiprocessing.Queue()
        workers = [
            multiprocessing.Process(target=producer, args=(queue, items, interval, consumers))
        ]
        for _ in range(consumers):
            workers.append(
                multiprocessing.Process(target=consumer, args=(queue, results, handle, reasons))
            )
        for worker in workers:
            worker.start()
        outcomes = [results.get() for _ in items]
        for worker in workers:
            worker.join()
        failed = reasons.copy()
    if failed:
        raise RuntimeError(f"items that could not be handled: {failed}")
    return outcomes
