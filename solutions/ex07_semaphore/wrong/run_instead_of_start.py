"""Calls run instead of start: this one process does all the jobs, one by one.

rejected by test_all_started_at_once: limit=2): expected 4 processes at once, there were
    0
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
        process.run()
    return sum(not process.exitcode for process in processes)
