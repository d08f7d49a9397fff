"""Does the job after the `with` block, so that all workers do it at the same time.

rejected by test_worker_works_inside: two workers share Semaphore(1): expected 1 inside, got 2
"""

import multiprocessing


def worker(semaphore, job, number):
    with semaphore:
        pass
    job(number)


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
