"""Looks at the number of unclaimed items before it takes the lock: two claim the last one.

rejected by test_every_item_is_handled_once: for an item from queue (Queue), which is empty
"""

import multiprocessing
import time


class Failure:
    def __init__(self, error):
        self.text = repr(error)


def producer(queue, items, interval=0.2):
    for item in items:
        queue.put(item)
        time.sleep(interval)


def consumer(queue, results, handle, unclaimed=None):
    while True:
        if unclaimed.value == 0:
            return
        with unclaimed.get_lock():
            unclaimed.value -= 1
        item = queue.get()
        try:
            result = handle(item)
        except Exception as error:
            result = Failure(error)
        results.put(result)


def run(items, handle, consumers=2, interval=0.2):
    queue = multiprocessing.Queue()
    results = multiprocessing.Queue()
    unclaimed = multiprocessing.Value("i", len(items))
    workers = [multiprocessing.Process(target=producer, args=(queue, items, interval))]
    for _ in range(consumers):
        workers.append(
            multiprocessing.Process(target=consumer, args=(queue, results, handle, unclaimed))
        )
    for worker in workers:
        worker.start()
    outcomes = [results.get() for _ in items]
    for worker in workers:
        worker.join()
    for outcome in outcomes:
        if isinstance(outcome, Failure):
            raise RuntimeError(f"an item could not be handled: {outcome.text}")
    return outcomes
