"""Sends a failure as a text that begins with a word of its own, as a result may, too.

rejected by test_failing_handler: as results, got RuntimeError: failed: KeyError
"""

import multiprocessing
import time


class End:
    pass


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
            results.put(handle(order[0]))
        except Exception as error:
            results.put(f"failed: {type(error).__name__}")
    results.put(End())


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
        result = results.get()
        if isinstance(result, End):
            ended += 1
        elif isinstance(result, str) and result.startswith("failed: "):
            errors.append(result)
        else:
            values.append(result)
    for worker in workers:
        worker.join()
    if errors:
        raise RuntimeError(errors[0])
    return values
