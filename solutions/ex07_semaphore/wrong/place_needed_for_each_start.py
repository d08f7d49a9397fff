"""The caller takes a place to start a worker, so it starts no more than are inside.

rejected by test_all_started_at_once: to be started before the first job ends
"""

import multiprocessing


def worker(semaphore, job, number):
    with semaphore:
        job(number)


def run_workers(job, workers=6, limit=2):
    semaphore = multiprocessing.Semaphore(limit)
    processes = []
    for number in range(workers):
        process = multiprocessing.Process(target=worker, args=(semaphore, job, number))
        with semaphore:
            process.start()
        processes.append(process)
    for process in processes:
        process.join()
    return sum(process.exitcode == 0 for process in processes)
