"""Keeps the lock for the whole loop: the others get no turn until it is done.

rejected by test_others_get_their_turn: two processes call increment(counter, lock, 2): in no
    order of events does one of them get a turn between the
"""

import multiprocessing


def increment(counter, lock, times):
    with lock:
        for _ in range(times):
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
