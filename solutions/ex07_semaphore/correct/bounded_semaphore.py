"""Uses a BoundedSemaphore, which would notice a place given back twice.

like: retry_acquire.py
"""

import multiprocessing


def worker(semaphore, job, number):
    with semaphore:
        job(number)


def run_workers(job, workers=6, limit=2):
    semaphore = multiprocessing.BoundedSemaphore(limit)
    processes = [
        multiprocessing.Process(target=worker, args=(semaphore, job, number))
        for number in range(workers)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return sum(process.exitcode == 0 for process in processes)
