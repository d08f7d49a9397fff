"""With more than twelve workers one place is kept free for emergencies.

rejected by test_as_many_as_the_limit: 14 workers, limit 5: each time before somebody leaves
"""

import multiprocessing


def worker(semaphore, job, number):
    with semaphore:
        job(number)


def run_workers(job, workers=6, limit=2):
    semaphore = multiprocessing.Semaphore(limit - (workers > 12 and limit > 1))
    processes = [
        multiprocessing.Process(target=worker, args=(semaphore, job, number))
        for number in range(workers)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return sum(process.exitcode == 0 for process in processes)
