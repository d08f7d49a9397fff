"""Keeps its processes in a list of the module, and counts those of earlier calls once more.

rejected by test_every_job_is_done: called twice: expected 3 each time, got 3 and then 6
"""

import multiprocessing

processes = []


def worker(semaphore, job, number):
    with semaphore:
        job(number)


def run_workers(job, workers=6, limit=2):
    semaphore = multiprocessing.Semaphore(limit)
    for number in range(workers):
        process = multiprocessing.Process(target=worker, args=(semaphore, job, number))
        process.start()
        processes.append(process)
    for process in processes:
        process.join()
    return sum(process.exitcode == 0 for process in processes)
