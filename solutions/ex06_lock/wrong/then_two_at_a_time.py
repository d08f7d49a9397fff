"""Adds one under the lock, and then two at a time.

rejected by test_others_get_their_turn: it came after 0, 2, 3, 4, 5
"""

import multiprocessing


def increment(counter, lock, times):
    while times > 3:
        with lock:
            for _ in range(2):
                counter.value += 1
        times -= 2
    for _ in range(times):
        with lock:
            counter.value += 1


def count(processes=4, times=100_000):
    counter, lock = multiprocessing.Value("i", 0), multiprocessing.Lock()
    team = [
        multiprocessing.Process(target=increment, args=(counter, lock, times))
        for _ in range(processes)
    ]
    for worker in team:
        worker.start()
    for worker in team:
        worker.join()
    return counter.value
