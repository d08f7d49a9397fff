"""Ends the process with what the job returns: one that returns something counts as a failure.

rejected by test_every_job_is_done: called twice: expected 3 each time, got 1 and then 1
"""

import multiprocessing
import sys


def worker(semaphore, job, number):
    with semaphore:
        sys.exit(job(number))


def run_workers(job, workers=6, limit=2):
    semaphore = multiprocessing.Semaphore(limit)
    processes = [
        multiprocessing.Process(target=worker, args=(semaphore, job, number))
        for number in range(workers)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return sum(process.exitcode == 0 for process in processes)
