"""The worker catches what the job raises, so its exit code is 0 as if all were well.

rejected by test_failing_job_is_not_counted: ValueError('it is out of paper'): expected 2, got 3
"""

import multiprocessing


def worker(semaphore, job, number):
    with semaphore:
        try:
            job(number)
        except Exception as error:
            print(f"worker {number}: {error}")


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
