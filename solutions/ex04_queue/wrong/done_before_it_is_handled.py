"""Reports an item as done before it handles it: join comes back while somebody is still at work.

rejected by test_every_item_is_handled_once: expected the results of all items, got [
"""

import multiprocessing as mp
import time


def producer(queue, items, interval=0.2):
    for item in items:
        queue.put(item)
        time.sleep(interval)


def consumer(queue, results, handle):
    while True:
        item = queue.get()
        queue.task_done()
        try:
            results.put((True, handle(item)))
        except Exception:
            results.put((False, None))


def run(items, handle, consumers=2, interval=0.2):
    queue, results = mp.JoinableQueue(), mp.SimpleQueue()
    p = mp.Process(target=producer, args=(queue, items, interval))
    cs = [
        mp.Process(target=consumer, args=(queue, results, handle), daemon=True)
        for _ in range(consumers)
    ]
    for c in (p, *cs):
        c.start()
    p.join()
    queue.join()
    got = []
    while not results.empty():
        got.append(results.get())
    for c in cs:
        c.terminate()
        c.join()
    if not all(ok for ok, _ in got):
        raise RuntimeError("failed")
    return [v for _, v in got]
