"""Lets each worker put its result into a queue that nobody reads: a large one never gets through.

rejected by test_every_job_is_done: deadlock
"""

import multiprocessing


def worker(semaphore, job, number, results=None):
    # If the job raises, `with` gives the place back and lets the exception pass: it ends this
    # process with exit code 1.
    with semaphore:
        result = job(number)
    if results is not None:
        results.put((number, result))


def run_workers(job, workers=6, limit=2):
    # Made here and passed on: a semaphore that the workers made themselves would limit nobody else.
    semaphore = multiprocessing.Semaphore(limit)
    results = multiprocessing.Queue()
    processes = [
        multiprocessing.Process(target=worker, args=(semaphore, job, number, results))
        for number in range(workers)
    ]
    # All are started before the first is waited for: it is the semaphore that holds them back.
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    # Before the join there would be no exit code yet.
    return sum(process.exitcode == 0 for process in processes)
