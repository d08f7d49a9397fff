"""Waits for the last worker only, though it need not be the last to end.

rejected by test_nothing_left_behind: still running: Process-1
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
    for process in processes[-1:]:
        process.join()
    return sum(process.exitcode == 0 for process in processes)
