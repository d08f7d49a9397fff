"""Takes two places for each job: where there is one, or each of two workers has one, all wait.

rejected by test_never_more_than_the_limit: for semaphore (Semaphore), held by itself
"""

import multiprocessing


def worker(semaphore, job, number):
    with semaphore:
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
    for process in processes:
        process.join()
    return sum(process.exitcode == 0 for process in processes)
