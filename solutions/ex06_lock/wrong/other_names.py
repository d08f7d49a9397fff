"""The parameters have other names than the exercise says.

rejected by test_others_get_their_turn: got an unexpected keyword argument 'counter'
"""

import multiprocessing


def increment(value, guard, n):
    for _ in range(n):
        with guard:
            value.value += 1


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
