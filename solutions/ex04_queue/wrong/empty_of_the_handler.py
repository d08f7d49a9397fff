"""Takes the exception Empty of handle for that of its own queue.

rejected by test_failing_handler: for an item from results (Queue), which is empty, and nobody is
"""

import multiprocessing as mp
import time
from queue import Empty


def producer(queue, items, interval=0.2, n=2):
    for item in items:
        queue.put(item)
        time.sleep(interval)
    for _ in range(n):
        queue.put(None)


def consumer(queue, results, handle):
    while True:
        try:
            item = queue.get(timeout=1)
            if item is None:
                break
            results.put((True, handle(item)))
        except Empty:
            continue
        except Exception:
            results.put((False, None))


def run(items, handle, consumers=2, interval=0.2):
    queue, results = mp.Queue(), mp.Queue()
    ps = [mp.Process(target=producer, args=(queue, items, interval, consumers))]
    ps += [mp.Process(target=consumer, args=(queue, results, handle)) for _ in range(consumers)]
    for p in ps:
        p.start()
    got = [results.get() for _ in items]
    for p in ps:
        p.join()
    if not all(ok for ok, _ in got):
        raise RuntimeError("failed")
    return [v for _, v in got]
