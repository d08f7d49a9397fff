"""Puts the tracebacks into a queue that nobody reads before the join: a long one is in the way.

rejected by test_failing_job_is_not_counted: deadlock
"""

import multiprocessing
import traceback


def worker(semaphore, job, number, reasons=None):
    # If the job raises, `with` gives the place back and lets the exception pass: it ends this
    # process with exit code 1.
    with semaphore:
        try:
            job(number)
        except Exception:
            if reasons is not None:
                reasons.put((number, traceback.format_exc()))
            raise


def run_workers(job, workers=6, limit=2):
    # Made here and passed on: a semaphore that the workers made themselves would limit nobody else.
    semaphore = multiprocessing.Semaphore(limit)
    reasons = multiprocessing.Queue()
    processes = [
        multiprocessing.Process(target=worker, args=(semaphore, job, number, reasons))
        for number in range(workers)
    ]
    # All are started before the first is waited for: it is the semaphore that holds them back.
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    # Before the join there would be no exit code yet.
    return sum(process.exitcode == 0 for process in processes)
