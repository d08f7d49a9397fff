"""Takes the counter's RLock again while it holds it, which an RLock allows."""

import multiprocessing


def add_one(counter):
    with counter.get_lock():
        counter.value += 1


def increment(counter, lock, times):
    for _ in range(times):
        with counter.get_lock():
            add_one(counter)


def count(processes=4, times=100_000):
    counter = multiprocessing.Value("i", 0)
    workers = [
        multiprocessing.Process(target=increment, args=(counter, None, times))
        for _ in range(processes)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return counter.value
