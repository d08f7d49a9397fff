"""Adds before it looks how often: with nothing to add it goes on for ever.

rejected by test_one_process_counts: it goes on for ever
"""

import multiprocessing


def increment(counter, lock, times):
    while True:
        with lock:
            counter.value += 1
        times -= 1
        if times == 0:
            break


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
