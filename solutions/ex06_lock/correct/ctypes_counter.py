"""Names the counter's type by a ctypes class that holds 64 bits.

like: raw_value.py
"""

import ctypes
import multiprocessing


def increment(counter, lock, times):
    for _ in range(times):
        with lock:
            counter.value += 1


def count(processes=4, times=100_000):
    counter = multiprocessing.Value(ctypes.c_longlong, 0)
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
