"""Starts each process in a thread of its own, which waits for it.

like: process_subclass.py
"""

import multiprocessing
import threading


def increment(counter, lock, times):
    for _ in range(times):
        with lock:
            counter.value += 1


def guard(*args):
    process = multiprocessing.Process(target=increment, args=args)
    process.start()
    process.join()


def count(processes=4, times=100_000):
    counter = multiprocessing.Value("i", 0)
    lock = multiprocessing.Lock()
    threads = [
        threading.Thread(target=guard, args=(counter, lock, times)) for _ in range(processes)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return counter.value
