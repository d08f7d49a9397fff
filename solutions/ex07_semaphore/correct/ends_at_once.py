"""Ends each process by os._exit, with a code that it has chosen itself."""

import multiprocessing
import os


def worker(semaphore, job, number):
    code = 1
    try:
        with semaphore:
            job(number)
        code = 0
    except Exception as error:
        print(f"job {number} failed: {error!r}", flush=True)
    os._exit(code)


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
