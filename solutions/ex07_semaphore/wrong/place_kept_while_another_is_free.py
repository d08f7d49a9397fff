"""Gives the place of a failed job free only where no other place is.

rejected by test_failing_job_gives_its_place_free: deadlock
"""

import multiprocessing


def worker(semaphore, job, number):
    # If the job raises, `with` gives the place back and lets the exception pass: it ends this
    # process with exit code 1.
    semaphore.acquire()
    try:
        job(number)
    except Exception:
        if semaphore.get_value() == 0:
            semaphore.release()
        raise
    semaphore.release()


def run_workers(job, workers=6, limit=2):
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
