"""Tries a thousand times to get in, for a second each, and then gives up.

rejected by test_as_many_as_the_limit: limit 1, 2 jobs of 1,200 s: expected 2, got 1
"""

import multiprocessing


def worker(semaphore, job, number):
    for _ in range(1000):
        if semaphore.acquire(timeout=1):
            break
    else:
        raise TimeoutError("no place")
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
