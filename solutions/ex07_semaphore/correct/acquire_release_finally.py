"""Acquires and releases by hand, in a try/finally.

like: retry_acquire.py
"""

import multiprocessing


def worker(semaphore, job, number):
    semaphore.acquire()
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
