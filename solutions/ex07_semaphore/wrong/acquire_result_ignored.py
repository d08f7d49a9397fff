"""Does the job even if acquire timed out, which means without a place.

rejected by test_never_more_than_the_limit: 3 workers, limit 2: expected at most 2 inside, there
    were 3
"""

import multiprocessing


def worker(semaphore, job, number):
    inside = semaphore.acquire(timeout=0.1)
    try:
        job(number)
    finally:
        if inside:
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
