"""Catches the exception after giving the place back, and sets the exit code itself.

like: ends_at_once.py
"""

import multiprocessing
import sys
import traceback


def worker(semaphore, job, number):
    try:
        with semaphore:
            job(number)
    except Exception:
        traceback.print_exc()
        sys.exit(3)


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
