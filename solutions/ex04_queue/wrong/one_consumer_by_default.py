"""Has one consumer where nobody says how many there are.

rejected by test_consumed_while_produced: expected the items to be begun at 0, 0.2, 1 and 1.2 s;
    they were at 0, 1, 2 and 3 s
"""

import multiprocessing
import time


class Failure:
    """Goes on the results queue in place of the result, when `handle` has raised."""

    def __init__(self, error):
        # The text, not the exception: some exceptions cannot be pickled.
        self.text = repr(error)


def producer(queue, items, interval=0.2, consumers=1):
    for item in items:
        queue.put(item)
        time.sleep(interval)
    # Each consumer takes exactly one of these, since it ends at it.
    for _ in range(consumers):
        queue.put(None)


def consumer(queue, results, handle):
    # `is not None`, because 0, "" and [] are items like any other.
    while (item := queue.get()) is not None:
        try:
            result = handle(item)
        except Exception as error:
            # Report it and go on: the items behind this one still have to be taken.
            result = Failure(error)
        results.put(result)


def run(items, handle, consumers=1, interval=0.2):
    queue = multiprocessing.Queue()
    results = multiprocessing.Queue()
    workers = [multiprocessing.Process(target=producer, args=(queue, items, interval, consumers))]
    for _ in range(consumers):
        workers.append(multiprocessing.Process(target=consumer, args=(queue, results, handle)))
    for worker in workers:
        worker.start()
    # Collect first, join afterwards: a process does not end before its results have been taken.
    outcomes = [results.get() for _ in items]
    for worker in workers:
        worker.join()
    failures = [outcome for outcome in outcomes if isinstance(outcome, Failure)]
    if failures:
        raise RuntimeError(f"{len(failures)} item(s) failed, one with {failures[0].text}")
    return outcomes
