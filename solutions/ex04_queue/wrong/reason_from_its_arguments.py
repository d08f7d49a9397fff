"""Tells why handle has failed by the first argument of the exception, which may have none.

rejected by test_failing_handler: for an item from results (Queue), which is empty, and nobody is
    left who will put one
"""

import multiprocessing
import time


def producer(queue, items, interval=0.2, consumers=1):
    for item in items:
        queue.put((item,))
        time.sleep(interval)
    for _ in range(consumers):
        queue.put(None)


def consumer(queue, results, handle):
    while True:
        order = queue.get()
        if order is None:
            break
        try:
            results.put(("ok", handle(order[0])))
        except Exception as error:
            results.put(("failed", error.args[0]))
    results.put(("end", None))


def run(items, handle, consumers=2, interval=0.2):
    queue = multiprocessing.Queue()
    results = multiprocessing.Queue()
    workers = [multiprocessing.Process(target=producer, args=(queue, items, interval, consumers))]
    for _ in range(consumers):
        workers.append(multiprocessing.Process(target=consumer, args=(queue, results, handle)))
    for worker in workers:
        worker.start()
    values, errors, ended = [], [], 0
    while ended < consumers:
        kind, value = results.get()
        if kind == "ok":
            values.append(value)
        elif kind == "failed":
            errors.append(value)
        else:
            ended += 1
    for worker in workers:
        worker.join()
    if errors:
        raise RuntimeError(errors[0])
    return values
