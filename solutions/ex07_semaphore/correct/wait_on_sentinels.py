"""Waits for whichever process ends next, and counts it at once."""

import multiprocessing
from multiprocessing import connection


def worker(semaphore, job, number):
    with semaphore:
        job(number)


def run_workers(job, workers=6, limit=2):
    semaphore = multiprocessing.Semaphore(limit)
    running = {}
    for number in range(workers):
        process = multiprocessing.Process(target=worker, args=(semaphore, job, number))
        process.start()
        running[process.sentinel] = process
    succeeded = 0
    while running:
        for sentinel in connection.wait(list(running)):
            process = running.pop(sentinel)
            process.join()
            if process.exitcode == 0:
                succeeded += 1
    return succeeded
