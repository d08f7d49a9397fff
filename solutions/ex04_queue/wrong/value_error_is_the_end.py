"""Takes a ValueError of `handle` for that of a queue that is closed: the consumer just ends.

rejected by test_failing_handler: handle raises ValueError for the item 1 of 2, 1, 3: expected
    RuntimeError, got the result
"""

import multiprocessing
import time


def producer(queue, items, interval=0.2, consumers=1):
    for item in items:
        queue.put(item)
        time.sleep(interval)
    for _ in range(consumers):
        queue.put(None)


def consumer(queue, results, handle):
    while True:
        try:
            item = queue.get()
            if item is None:
                break
            results.put(("ok", handle(item)))
        except ValueError:
            break
        except Exception as error:
            results.put(("failed", repr(error)))
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
    while not queue.empty():
        queue.get()
    for worker in workers:
        worker.join()
    if errors:
        raise RuntimeError(errors[0])
    return values
