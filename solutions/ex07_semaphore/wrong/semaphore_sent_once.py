"""Sends the semaphore with the first call only: a later process that is not forked makes its own.

rejected by test_every_start_method: under spawn: expected 2 inside, there were 3
"""

import multiprocessing

PLACES = {limit: multiprocessing.Semaphore(limit) for limit in range(1, 10)}
sent = set()


def worker(places, job, number):
    semaphore, limit = places
    with semaphore or PLACES[limit]:
        job(number)


def run_workers(job, workers=6, limit=2):
    semaphore = (
        None if limit in sent else PLACES.setdefault(limit, multiprocessing.Semaphore(limit))
    )
    sent.add(limit)
    places = (semaphore, limit)
    processes = [
        multiprocessing.Process(target=worker, args=(places, job, number))
        for number in range(workers)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return sum(process.exitcode == 0 for process in processes)
