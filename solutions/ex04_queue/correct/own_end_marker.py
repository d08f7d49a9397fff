"""The end is an object of a class of its own, which is known by its class in every process."""

import multiprocessing
import time


class End:
    """Comes after the last item, once for each consumer."""


class Failed:
    """Comes in place of a result."""


def producer(queue, items, interval=0.2, consumers=1):
    for item in items:
        queue.put(item)
        time.sleep(interval)
    for _ in range(consumers):
        queue.put(End())


def consumer(queue, results, handle):
    while True:
        item = queue.get()
        if isinstance(item, End):
            return
        try:
            results.put(handle(item))
        except Exception:
            results.put(Failed())


def run(items, handle, consumers=2, interval=0.2):
    queue, results = multiprocessing.Queue(), multiprocessing.Queue()
    workers = [multiprocessing.Process(target=producer, args=(queue, items, interval, consumers))]
    for _ in range(consumers):
        workers.append(multiprocessing.Process(target=consumer, args=(queue, results, handle)))
    for worker in workers:
        worker.start()
    outcomes = [results.get() for _ in items]
    for worker in workers:
        worker.join()
    failed = sum(isinstance(outcome, Failed) for outcome in outcomes)
    if failed:
        raise RuntimeError(f"{failed} of {len(outcomes)} items could not be handled")
    return outcomes
