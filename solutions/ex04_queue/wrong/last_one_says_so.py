"""The last consumer puts the end mark on the results: it may overtake a result of another one.

rejected by test_every_item_is_handled_once: expected the results of all items
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
        results.put((result,))


def consume(queue, results, handle, active):
    consumer(queue, results, handle)
    with active.get_lock():
        active.value -= 1
        is_last = active.value == 0
    if is_last:
        # Each process writes what it puts by a thread of its own, when that comes to it.
        results.put(None)


def run(items, handle, consumers=2, interval=0.2):
    queue = multiprocessing.Queue()
    results = multiprocessing.Queue()
    active = multiprocessing.Value("i", consumers)
    workers = [multiprocessing.Process(target=producer, args=(queue, items, interval, consumers))]
    for _ in range(consumers):
        workers.append(
            multiprocessing.Process(target=consume, args=(queue, results, handle, active))
        )
    for worker in workers:
        worker.start()
    outcomes = [outcome for (outcome,) in iter(results.get, None)]
    for worker in workers:
        worker.join()
    for outcome in outcomes:
        if isinstance(outcome, Failure):
            raise RuntimeError(f"an item could not be handled: {outcome.text}")
    return outcomes
