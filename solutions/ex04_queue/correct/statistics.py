"""Consumers keep statistics under one lock, so that one may have to wait before it begins.

like: parent_sends_the_end.py
"""

import multiprocessing as mp
import time


class Statistics:
    def __init__(self):
        self.lock = mp.Lock()
        self.begun = mp.Value("i", 0, lock=False)
        self.finished = mp.Value("i", 0, lock=False)

    def begin(self):
        with self.lock:
            self.begun.value += 1

    def finish(self):
        with self.lock:
            self.finished.value += 1


def producer(queue, items, interval=0.2, n=2):
    for item in items:
        queue.put(item)
        time.sleep(interval)
    for _ in range(n):
        queue.put(None)


def consumer(queue, results, handle, statistics=None):
    for item in iter(queue.get, None):
        statistics.begin()
        try:
            results.put((True, handle(item)))
        except Exception:
            results.put((False, None))
        finally:
            statistics.finish()


def run(items, handle, consumers=2, interval=0.2):
    queue, results, statistics = mp.Queue(), mp.Queue(), Statistics()
    ps = [mp.Process(target=producer, args=(queue, items, interval, consumers))]
    ps += [
        mp.Process(target=consumer, args=(queue, results, handle, statistics))
        for _ in range(consumers)
    ]
    for p in ps:
        p.start()
    got = [results.get() for _ in items]
    for p in ps:
        p.join()
    assert statistics.begun.value == statistics.finished.value == len(items)
    if not all(ok for ok, _ in got):
        raise RuntimeError("failed")
    return [v for _, v in got]
