"""There are never more than eight places.

rejected by test_as_many_as_the_limit: deadlock
"""

import multiprocessing


def worker(semaphore, job, number):
    with semaphore:
        job(number)


def run_workers(job, workers=6, limit=2):
    semaphore = multiprocessing.Semaphore(min(limit, 8))
    processes = [
        multiprocessing.Process(target=worker, args=(semaphore, job, number))
        for number in range(workers)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return sum(process.exitcode == 0 for process in processes)
