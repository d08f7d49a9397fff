"""Takes everything from one explicit context, whatever the default start method is.

slow: each of its processes imports the program anew
"""

import multiprocessing


def worker(semaphore, job, number):
    with semaphore:
        job(number)


def run_workers(job, workers=6, limit=2):
    context = multiprocessing.get_context("spawn")
    semaphore = context.Semaphore(limit)
    processes = [
        context.Process(target=worker, args=(semaphore, job, number)) for number in range(workers)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return sum(process.exitcode == 0 for process in processes)
