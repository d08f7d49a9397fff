"""Makes a semaphore without a number, which has one place: nobody works side by side.

rejected by test_as_many_as_the_limit: 3 workers, limit 2: each time before somebody leaves,
    expected [2, 2, 1] inside, there were [1, 1, 1]
"""

import multiprocessing


def worker(semaphore, job, number):
    with semaphore:
        job(number)


def run_workers(job, workers=6, limit=2):
    semaphore = multiprocessing.Semaphore()
    processes = [
        multiprocessing.Process(target=worker, args=(semaphore, job, number))
        for number in range(workers)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return sum(process.exitcode == 0 for process in processes)
