"""Adds everything in one go at the end: whoever watches the counter sees it jump.

rejected by test_every_value_is_seen: two processes call increment(counter, lock, 2): expected the
    counter to show 1, 2, 3, 4; it showed [2, 4]
"""

import multiprocessing


def increment(counter, lock, times):
    own = 0
    for _ in range(times):
        own += 1
    with lock:
        counter.value += own


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
