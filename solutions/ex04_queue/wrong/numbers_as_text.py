"""Takes the first of the numbered orders by their text: "10" comes before "2".

rejected by test_in_order: run(250 items, handle, 3, 0): 2 was begun only after 10
"""

import multiprocessing
import time

END = "end"  # comes after all numbers


class Failure:
    def __init__(self, error):
        self.text = repr(error)


def producer(rail, items, changed, interval=0.2):
    for number, item in enumerate(items):
        hang(rail, str(number), item, changed)
        time.sleep(interval)
    hang(rail, END, None, changed)


def hang(rail, order, item, changed):
    with changed:
        rail[order] = item
        changed.notify_all()


def consumer(rail, results, handle, changed):
    while True:
        with changed:
            while not rail:
                changed.wait()
            order = min(rail.keys())
            if order == END:
                return
            item = rail.pop(order)
        try:
            result = handle(item)
        except Exception as error:
            result = Failure(error)
        results.put(result)


def run(items, handle, consumers=2, interval=0.2):
    with multiprocessing.Manager() as manager:
        rail, changed = manager.dict(), multiprocessing.Condition()
        results = multiprocessing.Queue()
        workers = [multiprocessing.Process(target=producer, args=(rail, items, changed, interval))]
        for _ in range(consumers):
            workers.append(
                multiprocessing.Process(target=consumer, args=(rail, results, handle, changed))
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
