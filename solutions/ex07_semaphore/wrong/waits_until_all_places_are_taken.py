"""Waits until all places are taken before it waits for the ends: with few workers they never are.

rejected by test_as_many_as_the_limit: deadlock: nobody can move any more.
"""

import multiprocessing


def worker(semaphore, job, number, inside=None):
    with semaphore:
        if inside is not None:
            inside.put(number)
        job(number)


def run_workers(job, workers=6, limit=2):
    semaphore = multiprocessing.Semaphore(limit)
    inside = multiprocessing.SimpleQueue()
    processes = [
        multiprocessing.Process(target=worker, args=(semaphore, job, number, inside))
        for number in range(workers)
    ]
    for process in processes:
        process.start()
    for _ in range(limit):
        inside.get()
    for process in processes:
        process.join()
    return sum(process.exitcode == 0 for process in processes)
