"""A consumer that finds nothing looks again in a hundredth of a second, until an event is set.

slow: it looks again and again
"""

import multiprocessing
import queue as queue_module
import time


def producer(queue, items, interval=0.2, done=None):
    for item in items:
        queue.put([item])
        time.sleep(interval)
    done.set()


def consumer(queue, results, handle, done=None):
    while True:
        over = done.is_set()  # asked first: what was put before is there by now
        try:
            (item,) = queue.get_nowait()
        except queue_module.Empty:
            if over:
                break
            time.sleep(0.01)
            continue
        try:
            results.put((True, handle(item)))
        except Exception as error:
            results.put((False, repr(error)))


def run(items, handle, consumers=2, interval=0.2):
    with multiprocessing.Manager() as manager:
        queue, results, done = manager.Queue(), manager.Queue(), multiprocessing.Event()
        workers = [multiprocessing.Process(target=producer, args=(queue, items, interval, done))]
        for _ in range(consumers):
            workers.append(
                multiprocessing.Process(target=consumer, args=(queue, results, handle, done))
            )
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        collected = [results.get() for _ in range(results.qsize())]
    failures = [value for good, value in collected if not good]
    if failures:
        raise RuntimeError(f"handle failed: {failures}")
    return [value for _, value in collected]
