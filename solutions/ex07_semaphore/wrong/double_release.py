"""Releases once more than it acquired, so that each job makes room for one too many.

rejected by test_never_more_than_the_limit: 3 workers, limit 1: expected at most 1 inside, there
    were 2
"""

import multiprocessing


def worker(semaphore, job, number):
    with semaphore:
        try:
            job(number)
        finally:
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
