"""Waits a minute for each worker, then ends it.

rejected by test_as_many_as_the_limit: the first of 4 jobs takes 4,000 s: expected 4, got 3
"""

import multiprocessing
import time


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
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and any(process.is_alive() for process in processes):
        time.sleep(0.1)
    for process in processes:
        process.terminate()
        process.join()
    return sum(process.exitcode == 0 for process in processes)
