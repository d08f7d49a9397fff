"""The barrier is made once: a later call waits for as many processes as the first one had.

rejected by test_no_lost_update: gate.wait()
"""

import multiprocessing

_gate = None


def increment(counter, lock, times):
    for _ in range(times):
        with lock:
            counter.value += 1


def guard(gate, counter, lock, times):
    gate.wait()
    increment(counter, lock, times)


def count(processes=4, times=100_000):
    global _gate
    if _gate is None:
        _gate = multiprocessing.Barrier(processes)
    counter, lock = multiprocessing.Value("i", 0), multiprocessing.Lock()
    workers = [
        multiprocessing.Process(target=guard, args=(_gate, counter, lock, times))
        for _ in range(processes)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return counter.value
