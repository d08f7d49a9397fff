"""The counter is one signed byte: after 127 comes -128.

rejected by test_one_process_counts: count(processes=1, times=130): expected 130, got -126
"""

import multiprocessing


def increment(counter, lock, times):
    for _ in range(times):
        with lock:
            counter.value += 1


def count(processes=4, times=100_000):
    counter = multiprocessing.Value("b", 0)
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
