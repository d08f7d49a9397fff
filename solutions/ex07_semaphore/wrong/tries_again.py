"""Tries a job a second time when its connection has broken.

rejected by test_failing_job_is_not_counted: expected the jobs [0, 1, 2]; begun were: [0, 1, 1, 2]
"""

import multiprocessing


def worker(semaphore, job, number):
    try:
        with semaphore:
            job(number)
    except ConnectionError:
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
