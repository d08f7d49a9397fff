"""Waits for each consumer before it starts the next: never are two at work.

rejected by test_consumers_share_the_work: ten items, handle takes 1 s, consumers=2, interval=0:
    expected the last one to be done after 5 s, it was after 10 s
"""

import multiprocessing
import time


class Failure:
    def __init__(self, error):
        self.text = repr(error)


class Done:
    """The last thing that a consumer puts on `results`."""


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
    results.put(Done())


def run(items, handle, consumers=2, interval=0.2):
    queue = multiprocessing.Queue()
    results = multiprocessing.Queue()
    source = multiprocessing.Process(target=producer, args=(queue, items, interval, consumers))
    source.start()
    outcomes = []
    for _ in range(consumers):
        sink = multiprocessing.Process(target=consumer, args=(queue, results, handle))
        sink.start()
        while not isinstance(outcome := results.get(), Done):
            outcomes.append(outcome)
        sink.join()
    source.join()
    for outcome in outcomes:
        if isinstance(outcome, Failure):
            raise RuntimeError(f"an item could not be handled: {outcome.text}")
    return outcomes
