"""An Event of the module says that something failed: under spawn each process has another one.

rejected by test_failing_handler: under forkserver: expected RuntimeError, got the result
"""

import multiprocessing
import time

failed = multiprocessing.Event()


class Failure:
    """Goes on the results queue in place of the result, when `handle` has raised."""

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
        except Exception:
            result = None
            failed.set()
        results.put(result)


def run(items, handle, consumers=2, interval=0.2):
    failed.clear()
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
    if failed.is_set():
        raise RuntimeError("an item could not be handled")
    return outcomes
