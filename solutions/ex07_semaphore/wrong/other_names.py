"""The parameters have other names than the exercise says.

rejected by test_worker_works_inside: got an unexpected keyword argument 'semaphore'
"""

import multiprocessing


def worker(sem, task, index):
    with sem:
        task(index)


def run_workers(task, workers=6, limit=2):
    semaphore = multiprocessing.Semaphore(limit)
    processes = [
        multiprocessing.Process(target=worker, args=(semaphore, task, number))
        for number in range(workers)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return sum(process.exitcode == 0 for process in processes)
