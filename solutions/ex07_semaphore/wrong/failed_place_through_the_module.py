"""Gives the place of a failed job back through a variable of the module, which a spawned worker
lacks.

rejected by test_every_start_method: under forkserver: deadlock
"""

import multiprocessing


def worker(semaphore, job, number):
    with semaphore:
        job(number)


places = None


def serve(semaphore, job, number):
    semaphore.acquire()
    try:
        job(number)
    except Exception:
        places.release()
        raise
    semaphore.release()


def run_workers(job, workers=6, limit=2):
    global places
    places = semaphore = multiprocessing.Semaphore(limit)
    processes = [
        multiprocessing.Process(target=serve, args=(semaphore, job, number))
        for number in range(workers)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return sum(process.exitcode == 0 for process in processes)
