"""map over the queue: a StopIteration of handle looks like the end of the items.

rejected by test_failing_handler: handle raises StopIteration for the item 1
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
    more = True
    while more:
        try:
            for result in map(handle, iter(queue.get, None)):
                results.put(("good", result))
            more = False
        except Exception as e:
            results.put(("bad", repr(e)))
    results.put(("gone", None))


def run(items, handle, consumers=2, interval=0.2):
    queue, results = mp.Queue(), mp.Queue()
    ps = [mp.Process(target=producer, args=(queue, items, interval, consumers))]
    ps += [mp.Process(target=consumer, args=(queue, results, handle)) for _ in range(consumers)]
    for p in ps:
        p.start()
    good, bad, left = [], [], consumers
    while left:
        kind, value = results.get()
        if kind == "gone":
            left -= 1
        else:
            (good if kind == "good" else bad).append(value)
    for p in ps:
        p.join()
    if bad:
        raise RuntimeError(bad[0])
    return good
