"""The semaphore is kept for all calls: a higher limit adds places, a lower one takes none away.

rejected by test_as_many_as_the_limit: called after one with 4 workers and limit 3: expected 1
    inside, there were 3
"""

import multiprocessing

_semaphore, _places = multiprocessing.Semaphore(0), 0


def worker(semaphore, job, number):
    with semaphore:
        job(number)


def run_workers(job, workers=6, limit=2):
    global _places
    while _places < limit:
        _semaphore.release()
        _places += 1
    processes = [
        multiprocessing.Process(target=worker, args=(_semaphore, job, number))
        for number in range(workers)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return sum(process.exitcode == 0 for process in processes)
