"""Waits for each worker before it starts the next: one at a time, not `limit`.

rejected by test_all_started_at_once: limit=2): expected 4 processes at once, there were
    1
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
        process.start()
        process.join()
    return sum(process.exitcode == 0 for process in processes)
