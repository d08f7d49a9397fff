"""Releases once in `except` and once more in `finally`: a failure makes room for one too many.

rejected by test_failing_job_gives_its_place_free: 3 workers, limit 1, job 1 raises: expected at
    most 1 inside, there were 2
"""

import multiprocessing


def worker(semaphore, job, number):
    semaphore.acquire()
    try:
        job(number)
    except Exception:
        semaphore.release()
        raise
    finally:
        semaphore.release()


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
