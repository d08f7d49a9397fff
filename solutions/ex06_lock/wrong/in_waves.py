"""Has no more than eight processes at a time, as if there were no more cores.

rejected by test_all_at_once: count(processes=20, times=1): expected 20 processes to be there at the
    same time, there were never more than 8
"""

import multiprocessing
from itertools import islice


def increment(counter, lock, times):
    for _ in range(times):
        with lock:
            counter.value += 1


def count(processes=4, times=100_000):
    counter, lock = multiprocessing.Value("i", 0), multiprocessing.Lock()
    left = iter(range(processes))
    while wave := [
        multiprocessing.Process(target=increment, args=(counter, lock, times))
        for _ in islice(left, 8)
    ]:
        for process in wave:
            process.start()
        for process in wave:
            process.join()
    return counter.value
