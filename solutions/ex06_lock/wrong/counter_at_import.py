"""The counter is made when the file is imported, and goes on where the last count ended.

rejected by test_one_process_counts: called twice: expected 3 each time, got 3 and then 6
"""

import multiprocessing as mp

counter = mp.Value("q", 0)
lock = mp.Lock()


def increment(counter, lock, times):
    for _ in range(times):
        with lock:
            counter.value += 1


def count(processes=4, times=100_000):
    ps = [mp.Process(target=increment, args=(counter, lock, times)) for _ in range(processes)]
    for p in ps:
        p.start()
    for p in ps:
        p.join()
    return counter.value
