"""Has plain queues in a server process of its own: a manager with a registered class.

slow: it cannot be controlled, and runs freely
"""

import queue
import time
from multiprocessing import Process
from multiprocessing.managers import BaseManager


class Manager(BaseManager):
    pass


Manager.register("Queue", queue.Queue)


def producer(queue, items, interval=0.2, consumers=1):
    for item in items:
        queue.put(("item", item))
        time.sleep(interval)
    for _ in range(consumers):
        queue.put(("end", None))


def consumer(queue, results, handle):
    while True:
        kind, item = queue.get()
        if kind == "end":
            return
        try:
            result = ("ok", handle(item))
        except Exception as error:
            result = ("error", repr(error))
        results.put(result)


def run(items, handle, consumers=2, interval=0.2):
    with Manager() as manager:
        items_queue, results = manager.Queue(), manager.Queue()
        workers = [Process(target=producer, args=(items_queue, items, interval, consumers))]
        workers += [
            Process(target=consumer, args=(items_queue, results, handle)) for _ in range(consumers)
        ]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        found = [results.get() for _ in items]
    for kind, value in found:
        if kind == "error":
            raise RuntimeError(value)
    return [value for _, value in found]
