"""Takes everything from one explicit context, whatever the default start method is."""

import multiprocessing


def increment(counter, lock, times):
    for _ in range(times):
        with lock:
            counter.value += 1


def count(processes=4, times=100_000):
    context = multiprocessing.get_context("spawn")
    counter = context.Value("i", 0)
    lock = context.Lock()
    workers = [
        context.Process(target=increment, args=(counter, lock, times)) for _ in range(processes)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return counter.value
