"""Takes results only after the last item was put: until then a full pipe stops the consumers.

rejected by test_large_results: three items of 100,000 characters, consumers=1
"""

import multiprocessing
import time


def producer(queue, items, interval=0.2, consumers=0, is_done=None):
    for item in items:
        queue.put(item)
        time.sleep(interval)
    for _ in range(consumers):
        queue.put(None)
    if is_done:
        is_done.set()


def consumer(queue, results, handle):
    while (item := queue.get()) is not None:
        try:
            results.put((True, handle(item)))
        except Exception:
            results.put((False, None))
    results.put(None)


def run(items, handle, consumers=2, interval=0.2):
    queue, results = multiprocessing.Queue(), multiprocessing.SimpleQueue()
    is_done = multiprocessing.Event()
    workers = [
        multiprocessing.Process(target=producer, args=(queue, items, interval, consumers, is_done)),
        *(
            multiprocessing.Process(target=consumer, args=(queue, results, handle))
            for _ in range(consumers)
        ),
    ]
    for worker in workers:
        worker.start()
    is_done.wait()
    found = []
    for _ in range(consumers):
        found += iter(results.get, None)
    for worker in workers:
        worker.join()
    if not all(is_right for is_right, _ in found):
        raise RuntimeError("handle has raised")
    return [result for _, result in found]
