"""Polls until a place is free, and counts itself in under a lock: two see the same free place.

rejected by test_never_more_than_the_limit: 3 workers, limit 2: expected at most 2 inside, there
    were 3
"""

import multiprocessing
import time


class Lifts:
    def __init__(self, limit):
        self.limit = limit
        self.taken = multiprocessing.Value("i", 0)

    def __enter__(self):
        while self.taken.value >= self.limit:
            time.sleep(0.01)
        with self.taken.get_lock():
            self.taken.value += 1

    def __exit__(self, *exception):
        with self.taken.get_lock():
            self.taken.value -= 1


def worker(semaphore, job, number):
    with semaphore:
        job(number)


def run_workers(job, workers=6, limit=2):
    lifts = Lifts(limit)
    processes = [
        multiprocessing.Process(target=worker, args=(lifts, job, number))
        for number in range(workers)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return sum(process.exitcode == 0 for process in processes)
