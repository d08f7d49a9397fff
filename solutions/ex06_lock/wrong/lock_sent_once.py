"""Sends the lock with the first call only: a later process that is not forked makes its own.

rejected by test_every_start_method: called after count(2, 1), under spawn: expected 4, got 2
"""

import multiprocessing

LOCK = multiprocessing.Lock()


def increment(counter, lock, times):
    for _ in range(times):
        with lock or LOCK:
            counter.value += 1


sent = False


def count(processes=4, times=100_000):
    global sent
    counter = multiprocessing.Value("i", 0)
    lock = None if sent else LOCK
    sent = True
    workers = [
        multiprocessing.Process(target=increment, args=(counter, lock, times))
        for _ in range(processes)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return counter.value
