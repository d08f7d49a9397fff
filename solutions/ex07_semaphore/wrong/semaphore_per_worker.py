"""Each worker makes its own semaphore, which holds nobody else back."""

import multiprocessing


def worker(semaphore, job, number):
    limit = semaphore
    with multiprocessing.Semaphore(limit):
        job(number)


def run_workers(job, workers=6, limit=2):
    processes = [
        multiprocessing.Process(target=worker, args=(limit, job, number))
        for number in range(workers)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return sum(process.exitcode == 0 for process in processes)
