"""A consumer says by a StopIteration among the results that it ends; `handle` may return one, too.

rejected by test_any_item_any_result: StopIteration('no')
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
    results.put(StopIteration())


def run(items, handle, consumers=2, interval=0.2):
    queue = multiprocessing.Queue()
    results = multiprocessing.Queue()
    workers = [multiprocessing.Process(target=producer, args=(queue, items, interval, consumers))]
    for _ in range(consumers):
        workers.append(multiprocessing.Process(target=consumer, args=(queue, results, handle)))
    for worker in workers:
        worker.start()
    outcomes, ended = [], 0
    while ended < consumers:
        outcome = results.get()
        if isinstance(outcome, StopIteration):
            ended += 1
        else:
            outcomes.append(outcome)
    for worker in workers:
        worker.join()
    for outcome in outcomes:
        if isinstance(outcome, Failure):
            raise RuntimeError(f"an item could not be handled: {outcome.text}")
    return outcomes
