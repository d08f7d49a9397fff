"""The exit code is 1 if the exception has a text, and 0 if it has none.

rejected by test_failing_job_is_not_counted: one of 3 jobs raises ValueError(): expected 2, got 3
"""

import multiprocessing
import sys


def worker(semaphore, job, number):
    with semaphore:
        try:
            job(number)
        except Exception as error:
            sys.exit(str(error) or None)


def run_workers(job, workers=6, limit=2):
    semaphore = multiprocessing.Semaphore(limit)
    crew = [
        multiprocessing.Process(target=worker, args=(semaphore, job, number))
        for number in range(workers)
    ]
    for member in crew:
        member.start()
    for member in crew:
        member.join()
    return sum(member.exitcode == 0 for member in crew)
