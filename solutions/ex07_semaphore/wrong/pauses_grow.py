"""Who finds no free place asks again after a pause that grows each time: a place stays empty.

rejected by test_as_many_as_the_limit: the first job takes 4,000 s and the others 3 s: expected the
    jobs to begin at 0, 0, 3 and 6 s; they began at 0, 0, 5.1
"""

import multiprocessing
import time


def worker(semaphore, job, number):
    pause = 0.02
    while not semaphore.acquire(block=False):
        time.sleep(pause)
        pause *= 2
    try:
        job(number)
    finally:
        semaphore.release()


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
    return [process.exitcode for process in processes].count(0)
