"""Takes a TypeError for a job that needs no number, and counts it.

rejected by test_failing_job_is_not_counted: TypeError('it is out of paper'): expected 2, got 3
"""

import multiprocessing


def worker(semaphore, job, number):
    with semaphore:
        try:
            job(number)
        except TypeError as error:
            print(f"job {number}: {error}")


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
