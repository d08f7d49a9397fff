"""Hands a tuple over as several arguments, although an item may be one.

rejected by test_any_item_any_result: RuntimeError: TypeError
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
            results.put(
                ("ok", handle(*order[0]) if isinstance(order[0], tuple) else handle(order[0]))
            )
        except Exception as error:
            results.put(("failed", type(error).__name__))
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
