"""Ties each worker to one place by its number: it waits there while another is free.

rejected by test_as_many_as_the_limit: there were [2, 1, 1]
"""

import multiprocessing


def worker(semaphore, job, number):
    with semaphore:
        job(number)


def run_workers(job, workers=6, limit=2):
    slots = [multiprocessing.Semaphore(1) for _ in range(limit)]
    processes = [
        multiprocessing.Process(target=worker, args=(slots[number % limit], job, number))
        for number in range(workers)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return sum(process.exitcode == 0 for process in processes)
