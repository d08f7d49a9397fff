"""Reads the list in a manager's dictionary, and writes a longer one: one of two results is lost.

rejected by test_every_item_is_handled_once: expected the results of all items, got [
"""

import multiprocessing as mp
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
            results["good"] = results["good"] + [handle(item)]
        except Exception as e:
            results["bad"] = repr(e)


def run(items, handle, consumers=2, interval=0.2):
    with mp.Manager() as m:
        queue, results = mp.Queue(), m.dict(good=[], bad=None)
        ps = [mp.Process(target=producer, args=(queue, items, interval, consumers))]
        ps += [mp.Process(target=consumer, args=(queue, results, handle)) for _ in range(consumers)]
        for p in ps:
            p.start()
        for p in ps:
            p.join()
        if results["bad"]:
            raise RuntimeError(results["bad"])
        return results["good"]
