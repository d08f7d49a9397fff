"""Counts the failures in a Value of the module, another one in each spawned worker.

rejected by test_every_start_method: one of 3 jobs raises, under forkserver: expected 2, got 3
"""

import multiprocessing

failures = multiprocessing.Value("i", 0)


def worker(semaphore, job, number):
    with semaphore:
        try:
            job(number)
        except Exception:
            with failures.get_lock():
                failures.value += 1
            raise


def run_workers(job, workers=6, limit=2):
    failures.value = 0
    semaphore = multiprocessing.Semaphore(limit)
    processes = [
        multiprocessing.Process(target=worker, args=(semaphore, job, number))
        for number in range(workers)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return workers - failures.value
