"""The workers are daemons, and are joined in reverse order.

like: wait_on_sentinels.py
"""

import multiprocessing


def worker(semaphore, job, number):
    with semaphore:
        job(number)


def run_workers(job, workers=6, limit=2):
    semaphore = multiprocessing.Semaphore(limit)
    processes = [
        multiprocessing.Process(target=worker, args=(semaphore, job, number), daemon=True)
        for number in range(workers)
    ]
    for process in processes:
        process.start()
    for process in reversed(processes):
        process.join()
    return sum(process.exitcode == 0 for process in processes)
