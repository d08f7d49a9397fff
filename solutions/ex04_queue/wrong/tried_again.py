"""An item whose handle raises is handled once more: perhaps it was a hiccup.

rejected by test_failing_handler: an item was handled again after handle had raised
"""

import multiprocessing
import time


def producer(queue, items, interval=0.2, consumers=2):
    for item in items:
        queue.put(item)
        time.sleep(interval)
    for _ in range(consumers):
        queue.put(None)


def consumer(queue, results, handle):
    while (item := queue.get()) is not None:
        try:
            answer = (True, handle(item))
        except Exception:
            answer = attempt(handle, item)
        results.put(answer)


def attempt(handle, item):
    try:
        return True, handle(item)
    except Exception as error:
        return False, repr(error)


def run(items, handle, consumers=2, interval=0.2):
    queue = multiprocessing.Queue()
    results = multiprocessing.Queue()
    workers = [multiprocessing.Process(target=producer, args=(queue, items, interval, consumers))]
    for _ in range(consumers):
        workers.append(multiprocessing.Process(target=consumer, args=(queue, results, handle)))
    for worker in workers:
        worker.start()
    collected = [results.get() for _ in items]
    for worker in workers:
        worker.join()
    failures = [value for good, value in collected if not good]
    if failures:
        raise RuntimeError(f"handle failed: {failures}")
    return [value for _, value in collected]
