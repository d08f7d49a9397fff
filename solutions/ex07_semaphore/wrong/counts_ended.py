"""Counts every worker that has ended, so that a failure counts as a success.

rejected by test_failing_job_is_not_counted: ValueError('it is out of paper'): expected 2, got 3
"""

import multiprocessing


def worker(semaphore, job, number):
    with semaphore:
        job(number)


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
    return sum(process.exitcode is not None for process in processes)
