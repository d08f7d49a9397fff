"""All the processes are there at once, but a second lock has them count one after the other.

rejected by test_all_at_once: in no order of events does one process get a turn between the two
    additions of the other: they count one after the other
"""

import multiprocessing


def increment(counter, lock, times):
    for _ in range(times):
        with lock:
            counter.value += 1


def guard(door, counter, lock, times):
    with door:
        increment(counter, lock, times)


def count(processes=4, times=100_000):
    counter = multiprocessing.Value("i", 0)
    lock = multiprocessing.Lock()
    door = multiprocessing.Lock()
    workers = [
        multiprocessing.Process(target=guard, args=(door, counter, lock, times))
        for _ in range(processes)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return counter.value
