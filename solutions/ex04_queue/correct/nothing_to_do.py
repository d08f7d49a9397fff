"""Starts nobody where there is nothing to do; otherwise there is a ticket for each item."""

import multiprocessing
import time


def producer(queue, items, interval=0.2):
    for item in items:
        queue.put(item)
        time.sleep(interval)


def consumer(queue, results, handle, tickets=None):
    while tickets.acquire(block=False):
        item = queue.get()
        try:
            outcome = ("handled", handle(item))
        except Exception as error:
            outcome = ("failed", repr(error))
        results.put(outcome)


def run(items, handle, consumers=2, interval=0.2):
    if not items:
        return []
    queue, results = multiprocessing.Queue(), multiprocessing.Queue()
    tickets = multiprocessing.Semaphore(len(items))
    team = [multiprocessing.Process(target=producer, args=(queue, items, interval))]
    for _ in range(consumers):
        arguments = (queue, results, handle, tickets)
        team.append(multiprocessing.Process(target=consumer, args=arguments))
    for process in team:
        process.start()
    outcomes = [results.get() for _ in items]
    for process in team:
        process.join()
    failed = [text for kind, text in outcomes if kind == "failed"]
    if failed:
        raise RuntimeError(", ".join(failed))
    return [result for _, result in outcomes]
