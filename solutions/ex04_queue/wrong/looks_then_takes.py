"""Looks whether there is an item and then takes it: of two that see the last one, one waits.

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


def consumer(queue, results, handle, done=None):
    while True:
        last_round = done.is_set()
        if queue.empty():
            if last_round:
                return
            time.sleep(0.05)
            continue
        item = queue.get()
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
