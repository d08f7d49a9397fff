"""Takes a pair that begins with "failed" for a failure, which `handle` may return as well.

rejected by test_failing_handler: which look like what run itself puts into queues: expected them
    as results, got RuntimeError
"""

import multiprocessing
import pickle
import time


def producer(queue, items, interval=0.2, consumers=1):
    for item in items:
        queue.put(item)
        time.sleep(interval)
    for _ in range(consumers):
        queue.put(None)


def sendable(error):
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        return RuntimeError(repr(error))
    return error


def consumer(queue, results, handle):
    while (item := queue.get()) is not None:
        try:
            result = handle(item)
        except Exception as error:
            result = ("failed", sendable(error))
        results.put(result)


def run(items, handle, consumers=2, interval=0.2):
    queue = multiprocessing.Queue()
    results = multiprocessing.Queue()
    workers = [multiprocessing.Process(target=producer, args=(queue, items, interval, consumers))]
    for _ in range(consumers):
        workers.append(multiprocessing.Process(target=consumer, args=(queue, results, handle)))
    for worker in workers:
        worker.start()
    outcomes = [results.get() for _ in items]
    for worker in workers:
        worker.join()
    for outcome in outcomes:
        if isinstance(outcome, tuple) and len(outcome) == 2 and outcome[0] == "failed":
            raise RuntimeError(f"an item could not be handled: {outcome[1]}")
    return outcomes
