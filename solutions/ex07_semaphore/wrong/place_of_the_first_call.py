"""The semaphore is made once: a later call has the limit of the first one.

rejected by test_as_many_as_the_limit: called after one with 4 workers and limit 1: expected 2
    inside
"""

import multiprocessing


def worker(semaphore, job, number):
    with semaphore:
        job(number)


SEMAPHORE = None


def run_workers(job, workers=6, limit=2):
    global SEMAPHORE
    if SEMAPHORE is None:
        SEMAPHORE = multiprocessing.Semaphore(limit)
    semaphore = SEMAPHORE
    processes = [
        multiprocessing.Process(target=worker, args=(semaphore, job, number))
        for number in range(workers)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return sum(process.exitcode == 0 for process in processes)
