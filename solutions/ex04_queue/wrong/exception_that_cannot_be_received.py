"""Sends each exception that can be pickled, and does not think of one that cannot be unpickled.

rejected by test_failing_handler: expected RuntimeError, got TypeError
"""

import multiprocessing as mp
import pickle
import time


def producer(queue, items, interval=0.2, n=2):
    for item in items:
        queue.put(item)
        time.sleep(interval)
    for _ in range(n):
        queue.put(None)


def consumer(queue, results, handle):
    for item in iter(queue.get, None):
        try:
            results.put((True, handle(item)))
        except Exception as e:
            try:
                pickle.dumps(e)
            except Exception:
                e = RuntimeError(str(e))
            results.put((False, e))


def run(items, handle, consumers=2, interval=0.2):
    queue, results = mp.Queue(), mp.Queue()
    ps = [mp.Process(target=producer, args=(queue, items, interval, consumers))]
    ps += [mp.Process(target=consumer, args=(queue, results, handle)) for _ in range(consumers)]
    for p in ps:
        p.start()
    got = [results.get() for _ in items]
    for p in ps:
        p.join()
    for ok, e in got:
        if not ok:
            raise RuntimeError("failed") from e
    return [v for _, v in got]
