"""Keeps the semaphore, and takes a place out of it for good after a job has raised.

rejected by test_failing_job_is_not_counted: deadlock
"""

import multiprocessing

PLACES = {}


def worker(semaphore, job, number):
    with semaphore:
        job(number)


def run_workers(job, workers=6, limit=2):
    if limit not in PLACES:
        PLACES[limit] = multiprocessing.Semaphore(limit)
    semaphore = PLACES[limit]
    processes = [
        multiprocessing.Process(target=worker, args=(semaphore, job, number))
        for number in range(workers)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    if any(process.exitcode != 0 for process in processes):
        semaphore.acquire(block=False)
    return sum(process.exitcode == 0 for process in processes)
