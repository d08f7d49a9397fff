"""Takes a queue that is empty for a moment for the end: late items are left lying.

rejected by test_every_item_is_handled_once: run([1, 2], handle, consumers=1): expected each item
    to be handled once, handled were: none
"""

import multiprocessing
import time


class Failure:
    def __init__(self, error):
        self.text = repr(error)


class Done:
    """The last thing that a consumer puts on `results`."""


def producer(queue, items, interval=0.2):
    for item in items:
        queue.put(item)
        time.sleep(interval)


def consumer(queue, results, handle):
    while not queue.empty():
        item = queue.get()
        try:
            result = handle(item)
        except Exception as error:
            result = Failure(error)
        results.put(result)
    results.put(Done())


def run(items, handle, consumers=2, interval=0.2):
    queue = multiprocessing.Queue()
    results = multiprocessing.Queue()
    workers = [multiprocessing.Process(target=producer, args=(queue, items, interval))]
    for _ in range(consumers):
        workers.append(multiprocessing.Process(target=consumer, args=(queue, results, handle)))
    for worker in workers:
        worker.start()
    outcomes = []
    working = consumers
    while working:
        outcome = results.get()
        if isinstance(outcome, Done):
            working -= 1
        else:
            outcomes.append(outcome)
    for worker in workers:
        worker.join()
    for outcome in outcomes:
        if isinstance(outcome, Failure):
            raise RuntimeError(f"an item could not be handled: {outcome.text}")
    return outcomes
