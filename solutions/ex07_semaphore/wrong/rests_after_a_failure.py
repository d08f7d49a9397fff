"""Whose job has failed rests before it gives its place free.

rejected by test_failing_job_gives_its_place_free: expected the jobs to begin at 0, 0, 1, 1, 2 and
    2 s
"""

import multiprocessing
import time


def worker(semaphore, job, number):
    with semaphore:
        try:
            job(number)
        except Exception:
            time.sleep(1)
            raise


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
