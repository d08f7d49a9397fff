"""Asks whether there is a failed item, and means whether there is one that counts as true.

rejected by test_failing_handler: handle raises for the item [] of three, with a long text: expected
    RuntimeError
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
    while (item := queue.get()) is not None:
        try:
            outcome = True, handle(item)
        except Exception:
            outcome = False, item
        results.put(outcome)


def run(items, handle, consumers=2, interval=0.2):
    queue = multiprocessing.Queue()
    results = multiprocessing.Queue()
    workers = [multiprocessing.Process(target=producer, args=(queue, items, interval, consumers))]
    for _ in range(consumers):
        workers.append(multiprocessing.Process(target=consumer, args=(queue, results, handle)))
    for worker in workers:
        worker.start()
    outcomes = [results.get() for _ in items]
    for worker in workers:
        worker.join()
    failed = next((value for done, value in outcomes if not done), None)
    if failed:
        raise RuntimeError(f"the item {failed!r:.40} could not be handled")
    return [value for _, value in outcomes]
