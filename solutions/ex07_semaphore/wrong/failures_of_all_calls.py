"""Keeps those who failed in the module: the failures of earlier calls count again.

rejected by test_failing_job_is_not_counted: after a call in which job 1 raised: expected 2, got 1
"""

import multiprocessing


def worker(semaphore, job, number):
    with semaphore:
        job(number)


failed = []


def run_workers(job, workers=6, limit=2):
    semaphore = multiprocessing.Semaphore(limit)
    processes = [
        multiprocessing.Process(target=worker, args=(semaphore, job, number))
        for number in range(workers)
    ]
    for process in processes:
        process.start()
    for number, process in enumerate(processes):
        process.join()
        if process.exitcode != 0:
            failed.append(number)
    return workers - len(failed)
