"""Handles the item in the `try` that waits for it: an Empty of `handle` looks like no item yet.

rejected by test_failing_handler: deadlock: nobody can move any more.
"""

import multiprocessing
import time
from queue import Empty


class Failure:
    def __init__(self, error):
        self.text = repr(error)


def producer(queue, items, interval=0.2):
    for item in items:
        queue.put(item)
        time.sleep(interval)


def consumer(queue, results, handle, done=None):
    while True:
        last_round = done.is_set()
        try:
            results.put(handle(queue.get(timeout=0.05)))
        except Empty:
            if last_round:
                return
        except Exception as error:
            results.put(Failure(error))


def run(items, handle, consumers=2, interval=0.2):
    queue = multiprocessing.Queue()
    results = multiprocessing.Queue()
    done = multiprocessing.Event()
    source = multiprocessing.Process(target=producer, args=(queue, items, interval))
    sinks = [
        multiprocessing.Process(target=consumer, args=(queue, results, handle, done))
        for _ in range(consumers)
    ]
    source.start()
    for sink in sinks:
        sink.start()
    source.join()
    done.set()
    outcomes = [results.get() for _ in items]
    for sink in sinks:
        sink.join()
    for outcome in outcomes:
        if isinstance(outcome, Failure):
            raise RuntimeError(f"an item could not be handled: {outcome.text}")
    return outcomes
