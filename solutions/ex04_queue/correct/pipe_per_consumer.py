"""Each consumer answers through a pipe of its own, and its exit code tells of failures."""

import multiprocessing
import sys
import time
import traceback
from multiprocessing import connection


def producer(queue, items, interval=0.2, consumers=1):
    for item in items:
        queue.put(item)
        time.sleep(interval)
    for _ in range(consumers):
        queue.put(None)


def consumer(queue, results, handle):
    failed = False
    while (item := queue.get()) is not None:
        try:
            results.send(handle(item))
        except Exception:
            traceback.print_exc()
            failed = True
    if failed:
        sys.exit(1)


def run(items, handle, consumers=2, interval=0.2):
    queue = multiprocessing.Queue()
    workers = [multiprocessing.Process(target=producer, args=(queue, items, interval, consumers))]
    workers[0].start()
    open_ends = []
    for _ in range(consumers):
        receiving, sending = multiprocessing.Pipe(duplex=False)
        worker = multiprocessing.Process(target=consumer, args=(queue, sending, handle))
        worker.start()
        # Now the consumer alone holds the sending end, and its death is seen as end of file.
        sending.close()
        workers.append(worker)
        open_ends.append(receiving)
    outcomes = []
    while open_ends:
        for receiving in connection.wait(open_ends):
            try:
                outcomes.append(receiving.recv())
            except EOFError:
                receiving.close()
                open_ends.remove(receiving)
    for worker in workers:
        worker.join()
    if any(worker.exitcode != 0 for worker in workers):
        raise RuntimeError("at least one item could not be handled")
    return outcomes
