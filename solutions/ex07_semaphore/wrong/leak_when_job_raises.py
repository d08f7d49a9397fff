"""Releases only after a job that went well: a raising job keeps its place for ever.

rejected by test_failing_job_gives_its_place_free: for semaphore (Semaphore), held by Process-2,
    which has ended
"""

import multiprocessing


def worker(semaphore, job, number):
    semaphore.acquire()
    job(number)
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
