"""Never calls task_done, so that queue.join waits for ever.

rejected by test_every_item_is_handled_once: for an item from queue (JoinableQueue), which is
    empty, and nobody is left who will put one
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


def consumer(queue, results, handle):
    while True:
        item = queue.get()
        try:
            result = handle(item)
        except Exception as error:
            result = Failure(error)
        results.put(result)


def run(items, handle, consumers=2, interval=0.2):
    queue = multiprocessing.JoinableQueue()
    results = multiprocessing.Queue()
    source = multiprocessing.Process(target=producer, args=(queue, items, interval))
    sinks = [
        multiprocessing.Process(target=consumer, args=(queue, results, handle), daemon=True)
        for _ in range(consumers)
    ]
    source.start()
    for sink in sinks:
        sink.start()
    source.join()
    queue.join()
    outcomes = [results.get() for _ in items]
    for sink in sinks:
        sink.terminate()
        sink.join()
    for outcome in outcomes:
        if isinstance(outcome, Failure):
            raise RuntimeError(f"an item could not be handled: {outcome.text}")
    return outcomes
