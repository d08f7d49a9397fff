"""Takes the counter's own lock with `with counter:`.

like: get_lock.py
"""

import multiprocessing


def increment(counter, lock, times):
    for _ in range(times):
        with counter:
            counter.value += 1


def count(processes=4, times=100_000):
    counter = multiprocessing.Value("i", 0)
    lock = multiprocessing.Lock()
    workers = [
        multiprocessing.Process(target=increment, args=(counter, lock, times))
        for _ in range(processes)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return counter.value
