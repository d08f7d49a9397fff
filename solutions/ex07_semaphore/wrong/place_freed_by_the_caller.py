"""After a job that raises, it is the caller of worker that gives the place free.

rejected by test_worker_works_inside: for semaphore (Semaphore), held by
"""

import multiprocessing


def worker(semaphore, job, number):
    semaphore.acquire()
    job(number)
    semaphore.release()


def mechanic(semaphore, job, number):
    try:
        worker(semaphore, job, number)
    except Exception:
        semaphore.release()
        raise


def run_workers(job, workers=6, limit=2):
    semaphore = multiprocessing.Semaphore(limit)
    processes = [
        multiprocessing.Process(target=mechanic, args=(semaphore, job, number))
        for number in range(workers)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return sum(process.exitcode == 0 for process in processes)
