"""Passes the semaphore in a global variable, which only forked workers inherit.

rejected by test_every_start_method: 3 workers under forkserver: expected 3, got 0
"""

import multiprocessing

shared_semaphore = None


def worker(semaphore, job, number):
    with shared_semaphore:
        job(number)


def run_workers(job, workers=6, limit=2):
    global shared_semaphore
    shared_semaphore = multiprocessing.Semaphore(limit)
    processes = [
        multiprocessing.Process(target=worker, args=(None, job, number))
        for number in range(workers)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return sum(process.exitcode == 0 for process in processes)
