"""Returns when the producer has ended: what the daemon consumers still handle is lost.

rejected by test_every_item_is_handled_once: expected each item
    to be handled once, handled were: none
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


def run(items, handle, consumers=2, interval=0.2):
    queue = multiprocessing.Queue()
    results = multiprocessing.Queue()
    source = multiprocessing.Process(target=producer, args=(queue, items, interval, consumers))
    source.start()
    for _ in range(consumers):
        sink = multiprocessing.Process(target=consumer, args=(queue, results, handle), daemon=True)
        sink.start()
    source.join()
    outcomes = []
    while not results.empty():
        outcomes.append(results.get())
    for outcome in outcomes:
        if isinstance(outcome, Failure):
            raise RuntimeError(f"an item could not be handled: {outcome.text}")
    return outcomes
