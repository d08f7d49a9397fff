"""Wakes two consumers at the end: a third one sleeps for ever.

rejected by test_nobody_idle_while_items_wait: deadlock: nobody can move any more.
"""

import multiprocessing
import time


def producer(queue, items, interval=0.2, state=None):
    changed, waiting, over = state
    for item in items:
        queue.put(item)
        with changed:
            waiting.value += 1
            changed.notify()
        time.sleep(interval)
    with changed:
        over.value = True
        changed.notify(2)


def consumer(queue, results, handle, state=None):
    changed, waiting, over = state
    while True:
        with changed:
            while waiting.value == 0 and not over.value:
                changed.wait()
            if waiting.value == 0:
                return
            waiting.value -= 1
        item = queue.get()
        try:
            results.put((True, handle(item)))
        except Exception as error:
            results.put((False, repr(error)))


def run(items, handle, consumers=2, interval=0.2):
    queue, results = multiprocessing.Queue(), multiprocessing.Queue()
    state = (
        multiprocessing.Condition(),
        multiprocessing.Value("i", 0, lock=False),
        multiprocessing.Value("b", False, lock=False),
    )
    workers = [multiprocessing.Process(target=producer, args=(queue, items, interval, state))]
    workers += [
        multiprocessing.Process(target=consumer, args=(queue, results, handle, state))
        for _ in range(consumers)
    ]
    for worker in workers:
        worker.start()
    outcomes = [results.get() for _ in items]
    for worker in workers:
        worker.join()
    if not all(good for good, _ in outcomes):
        raise RuntimeError("failed")
    return [value for _, value in outcomes]
