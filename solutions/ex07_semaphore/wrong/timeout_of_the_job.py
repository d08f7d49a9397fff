"""An `except TimeoutError` that is meant for the wait is around the job as well.

A job that raises TimeoutError itself is done again and again.

rejected by test_failing_job_is_not_counted: for ever
"""

import multiprocessing


def worker(semaphore, job, number):
    while True:
        try:
            if not semaphore.acquire(timeout=1):
                raise TimeoutError
            try:
                job(number)
            finally:
                semaphore.release()
            return
        except TimeoutError:
            continue


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
