"""Waits for results and for the ends of processes at once, by the reading end of the queue."""

import multiprocessing as mp
import time
from multiprocessing.connection import wait


def producer(queue, items, interval=0.2, ends=1):
    for item in items:
        queue.put((item,))
        time.sleep(interval)
    for _ in range(ends):
        queue.put(None)


def consumer(queue, results, handle):
    while (task := queue.get()) is not None:
        try:
            results.put(("ok", handle(task[0])))
        except Exception as e:
            results.put(("no", str(e)))


def run(items, handle, consumers=2, interval=0.2):
    queue, results = mp.Queue(), mp.Queue()
    ps = {}
    for target, args in [(producer, (queue, items, interval, consumers))] + [
        (consumer, (queue, results, handle))
    ] * consumers:
        p = mp.Process(target=target, args=args)
        p.start()
        ps[p.sentinel] = p
    got = []
    while ps or len(got) < len(items):
        for ready in wait([results._reader, *ps]):
            if ready is results._reader:
                got.append(results.get())
            else:
                ps.pop(ready).join()
    if any(kind == "no" for kind, _ in got):
        raise RuntimeError("no")
    return [value for _, value in got]
