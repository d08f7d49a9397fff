"""Does not wait: most workers have no exit code yet, and are left behind.

rejected by test_nothing_left_behind: still running: Process-1, Process-2
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
    return sum(process.exitcode == 0 for process in processes)
