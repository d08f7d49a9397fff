"""Starts the consumers when the producer has ended: until then nothing is handled.

rejected by test_consumed_while_produced: three items, interval=0.5: expected them to be begun at
    0, 0.5 and 1 s; they were at 1.5, 1.5 and 1.5 s
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
    source.join()
    sinks = [
        multiprocessing.Process(target=consumer, args=(queue, results, handle))
        for _ in range(consumers)
    ]
    for sink in sinks:
        sink.start()
    outcomes = [results.get() for _ in items]
    for sink in sinks:
        sink.join()
    for outcome in outcomes:
        if isinstance(outcome, Failure):
            raise RuntimeError(f"an item could not be handled: {outcome.text}")
    return outcomes
