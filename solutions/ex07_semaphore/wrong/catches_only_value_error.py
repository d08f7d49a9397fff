"""Gives its place free after a ValueError only.

rejected by test_failing_job_is_not_counted: deadlock
"""

import multiprocessing
import sys


def worker(semaphore, job, number):
    semaphore.acquire()
    try:
        job(number)
    except ValueError:
        semaphore.release()
        sys.exit(1)
    semaphore.release()


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
