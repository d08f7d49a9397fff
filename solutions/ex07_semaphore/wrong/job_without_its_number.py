"""Calls the job without the number of the worker.

rejected by test_every_job_is_done: expected 4, got 0
rejected by test_failing_job_gives_its_place_free: begun were: []
"""

import multiprocessing


def worker(semaphore, job, number):
    with semaphore:
        job()


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
