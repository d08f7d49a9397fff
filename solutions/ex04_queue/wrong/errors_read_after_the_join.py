"""Keeps errors in a queue of their own, which is read when the consumers have been joined.

rejected by test_failing_handler: Process-2 waits at its end for its items to be taken
"""

import multiprocessing
import time


def producer(queue, items, interval=0.2, consumers=1):
    for item in items:
        queue.put(item)
        time.sleep(interval)
    for _ in range(consumers):
        queue.put(None)


def consumer(queue, results, handle, errors=None):
    while (item := queue.get()) is not None:
        try:
            result = handle(item)
        except Exception as error:
            errors.put(f"{item!r}: {error!r}")
        else:
            results.put([result])
    results.put(None)


def run(items, handle, consumers=2, interval=0.2):
    queue, results, errors = (multiprocessing.Queue() for _ in range(3))
    workers = [multiprocessing.Process(target=producer, args=(queue, items, interval, consumers))]
    workers += [
        multiprocessing.Process(target=consumer, args=(queue, results, handle, errors))
        for _ in range(consumers)
    ]
    for worker in workers:
        worker.start()
    values, ended = [], 0
    while ended < consumers:
        result = results.get()
        if result is None:
            ended += 1
        else:
            values += result
    for worker in workers:
        worker.join()
    if not errors.empty():
        raise RuntimeError(errors.get())
    return values
