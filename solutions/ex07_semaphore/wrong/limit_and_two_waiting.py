"""Starts no more workers than may be inside, and two that wait.

rejected by test_all_started_at_once: workers=20, limit=2): expected 20 processes at once, there
    were 4
"""

import multiprocessing
import multiprocessing.connection


def worker(semaphore, job, number):
    with semaphore:
        job(number)


def run_workers(job, workers=6, limit=2):
    semaphore = multiprocessing.Semaphore(limit)
    running, ended = [], []
    for number in range(workers):
        while len(running) >= limit + 2:
            multiprocessing.connection.wait([process.sentinel for process in running])
            for process in running[:]:
                if process.exitcode is not None:
                    process.join()
                    running.remove(process)
                    ended.append(process)
        process = multiprocessing.Process(target=worker, args=(semaphore, job, number))
        process.start()
        running.append(process)
    for process in running:
        process.join()
    return sum(process.exitcode == 0 for process in running + ended)
