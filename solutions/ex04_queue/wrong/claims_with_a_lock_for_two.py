"""Two consumers share a lock each, as if that kept all of them from the same item.

rejected by test_every_start_method: deadlock
"""

import multiprocessing
import time


class Failure:
    def __init__(self, error):
        self.text = repr(error)


def producer(queue, items, interval=0.2):
    for item in items:
        queue.put(item)
        time.sleep(interval)


def consumer(queue, results, handle, unclaimed=None):
    unclaimed, lock = unclaimed
    while True:
        with lock:
            if unclaimed.value == 0:
                return
            unclaimed.value -= 1
        item = queue.get()
        try:
            result = handle(item)
        except Exception as error:
            result = Failure(error)
        results.put(result)


def run(items, handle, consumers=2, interval=0.2):
    queue = multiprocessing.Queue()
    results = multiprocessing.Queue()
    unclaimed = multiprocessing.Value("i", len(items), lock=False)
    locks = [multiprocessing.Lock() for _ in range(consumers)]
    workers = [multiprocessing.Process(target=producer, args=(queue, items, interval))]
    for k in range(consumers):
        workers.append(
            multiprocessing.Process(
                target=consumer, args=(queue, results, handle, (unclaimed, locks[k // 2]))
            )
        )
    for worker in workers:
        worker.start()
    outcomes = [results.get() for _ in items]
    for worker in workers:
        worker.join()
    for outcome in outcomes:
        if isinstance(outcome, Failure):
            raise RuntimeError(f"an item could not be handled: {outcome.text}")
    return outcomes
