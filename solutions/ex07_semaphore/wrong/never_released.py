"""Gives no place back: when `limit` jobs are done, the rest wait for ever.

rejected by test_every_job_is_done: for semaphore (Semaphore), held by Process-1 and Process-2,
    which have ended
"""

import multiprocessing


def worker(semaphore, job, number):
    semaphore.acquire()
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
    return sum(process.exitcode == 0 for process in processes)
