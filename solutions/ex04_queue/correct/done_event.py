"""The parent sets an Event after the producer; an empty queue means the end only then.

like: polls_for_items.py
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
        # Asked before the queue: what is seen empty after that stays empty.
        last_round = done.is_set()
        try:
            item = queue.get(timeout=0.05)
        except Empty:
            if last_round:
                return
            continue
        try:
            result = handle(item)
        except Exception as error:
            result = Failure(error)
        results.put(result)


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
    # A producer that has ended has also flushed its queue.
    source.join()
    done.set()
    outcomes = [results.get() for _ in items]
    for sink in sinks:
        sink.join()
    for outcome in outcomes:
        if isinstance(outcome, Failure):
            raise RuntimeError(f"an item could not be handled: {outcome.text}")
    return outcomes
