"""Deals the items out to one queue per consumer: one is idle while another's wait.

rejected by test_nobody_idle_while_items_wait: items that take [3, 1, 1, 1] s, 2 consumers,
    interval=0: expected the last one to be done after 3 s, it was after 4 s
"""

import multiprocessing
import time


class Failure:
    def __init__(self, error):
        self.text = repr(error)


class RoundRobin:
    """Looks like one queue to the producer."""

    def __init__(self, queues):
        self.queues = queues
        self.turn = 0

    def put(self, item):
        self.queues[self.turn].put(item)
        self.turn = (self.turn + 1) % len(self.queues)


def producer(queue, items, interval=0.2):
    for item in items:
        queue.put(item)
        time.sleep(interval)
    for own_queue in queue.queues:
        own_queue.put(None)


def consumer(queue, results, handle):
    while (item := queue.get()) is not None:
        try:
            result = handle(item)
        except Exception as error:
            result = Failure(error)
        results.put(result)


def run(items, handle, consumers=2, interval=0.2):
    queues = [multiprocessing.Queue() for _ in range(consumers)]
    results = multiprocessing.Queue()
    workers = [multiprocessing.Process(target=producer, args=(RoundRobin(queues), items, interval))]
    for queue in queues:
        workers.append(multiprocessing.Process(target=consumer, args=(queue, results, handle)))
    for worker in workers:
        worker.start()
    outcomes = [results.get() for _ in items]
    for worker in workers:
        worker.join()
    for outcome in outcomes:
        if isinstance(outcome, Failure):
            raise RuntimeError(f"an item could not be handled: {outcome.text}")
    return outcomes
