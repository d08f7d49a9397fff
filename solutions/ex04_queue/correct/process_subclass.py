"""Producer and consumers are subclasses of Process with a run method.

like: parent_sends_the_end.py
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


class Waiter(multiprocessing.Process):
    def __init__(self, queue, items, interval, consumers):
        super().__init__(name="waiter")
        self.arguments = (queue, items, interval, consumers)

    def run(self):
        producer(*self.arguments)


class Cook(multiprocessing.Process):
    def __init__(self, queue, results, handle):
        super().__init__()
        self.arguments = (queue, results, handle)

    def run(self):
        consumer(*self.arguments)


def run(items, handle, consumers=2, interval=0.2):
    queue = multiprocessing.Queue()
    results = multiprocessing.Queue()
    workers = [Waiter(queue, items, interval, consumers)]
    workers += [Cook(queue, results, handle) for _ in range(consumers)]
    for worker in workers:
        worker.start()
    outcomes = [results.get() for _ in items]
    for worker in workers:
        worker.join()
    for outcome in outcomes:
        if isinstance(outcome, Failure):
            raise RuntimeError(f"an item could not be handled: {outcome.text}")
    return outcomes
