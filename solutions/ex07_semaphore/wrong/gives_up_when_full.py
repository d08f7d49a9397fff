"""Goes home when no place is free: its job is never done, and it counts as a success.

rejected by test_never_more_than_the_limit: begun were: [0, 1]
"""

import multiprocessing


def worker(semaphore, job, number):
    if not semaphore.acquire(block=False):
        return
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
