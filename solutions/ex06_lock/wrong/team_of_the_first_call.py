"""Starts no more processes than the first call had.

rejected by test_all_at_once: called after one with 1 process: expected 3 processes
"""

import multiprocessing


def increment(counter, lock, times):
    for _ in range(times):
        with lock:
            counter.value += 1


team_size = None


def count(processes=4, times=100_000):
    counter = multiprocessing.Value("i", 0)
    lock = multiprocessing.Lock()
    global team_size
    team_size = team_size or processes
    workers = [
        multiprocessing.Process(target=increment, args=(counter, lock, times))
        for _ in range(min(processes, team_size))
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return counter.value
