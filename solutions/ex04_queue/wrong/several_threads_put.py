"""Threads of the producer put the items, each as soon as it comes to it.

rejected by test_in_order: was begun only after
"""

import multiprocessing
import time
from concurrent.futures import ThreadPoolExecutor


def producer(queue, items, interval=0.2, consumers=0):
    with ThreadPoolExecutor(3) as threads:
        for item in items:
            threads.submit(queue.put, item)
            time.sleep(interval)
    for _ in range(consumers):
        queue.put(None)


def consumer(queue, results, handle):
    while (item := queue.get()) is not None:
        try:
            results.put((True, handle(item)))
        except Exception:
            results.put((False, None))
    results.put(None)


def run(items, handle, consumers=2, interval=0.2):
    queue, results = multiprocessing.Queue(), multiprocessing.Queue()
    workers = [
        multiprocessing.Process(target=producer, args=(queue, items, interval, consumers)),
        *(
            multiprocessing.Process(target=consumer, args=(queue, results, handle))
            for _ in range(consumers)
        ),
    ]
    for worker in workers:
        worker.start()
    found = []
    for _ in range(consumers):
        found += iter(results.get, None)
    for worker in workers:
        worker.join()
    if not all(is_right for is_right, _ in found):
        raise RuntimeError("handle has raised")
    return [result for _, result in found]
