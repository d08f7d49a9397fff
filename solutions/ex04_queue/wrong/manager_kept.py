"""Keeps the manager of both queues for the next time: its server process runs on.

rejected by test_nothing_left_behind: still running: the Manager made in run
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


kept = None


def run(items, handle, consumers=2, interval=0.2):
    global kept
    kept = kept or multiprocessing.Manager()
    queue = kept.Queue()
    results = kept.Queue()
    workers = [multiprocessing.Process(target=producer, args=(queue, items, interval, consumers))]
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
