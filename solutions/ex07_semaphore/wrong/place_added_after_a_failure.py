"""Keeps the semaphore, and adds a place to it for each job that has raised: `with` has done so.

rejected by test_never_more_than_the_limit: expected at most 2 inside, there were 3
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
    for process in processes:
        if process.exitcode != 0:
            semaphore.release()
    return sum(process.exitcode == 0 for process in processes)
