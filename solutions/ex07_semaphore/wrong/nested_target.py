"""Starts a local function, which only a forked process can find: elsewhere start raises.

rejected by test_every_start_method: local object
"""

import multiprocessing


def worker(semaphore, job, number):
    with semaphore:
        job(number)


def run_workers(job, workers=6, limit=2):
    semaphore = multiprocessing.Semaphore(limit)

    def work(number):
        worker(semaphore, job, number)

    processes = [multiprocessing.Process(target=work, args=(number,)) for number in range(workers)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return sum(process.exitcode == 0 for process in processes)
