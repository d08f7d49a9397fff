"""Takes the limit first and the number of workers after it, which shows when they are not named.

rejected by test_every_job_is_done: run_workers(job, 3, 1): expected the jobs [0, 1, 2]
"""

import multiprocessing


def worker(semaphore, job, number):
    # If the job raises, `with` gives the place back and lets the exception pass: it ends this
    # process with exit code 1.
    with semaphore:
        job(number)


def run_workers(job, limit=2, workers=6):
    # Made here and passed on: a semaphore that the workers made themselves would limit nobody else.
    semaphore = multiprocessing.Semaphore(limit)
    processes = [
        multiprocessing.Process(target=worker, args=(semaphore, job, number))
        for number in range(workers)
    ]
    # All are started before the first is waited for: it is the semaphore that holds them back.
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    # Before the join there would be no exit code yet.
    return sum(process.exitcode == 0 for process in processes)
