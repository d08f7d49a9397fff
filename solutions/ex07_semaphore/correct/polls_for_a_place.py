"""No semaphore, and nobody is woken: who finds no place free looks again after a pause.

like: retry_acquire.py
"""

import multiprocessing
import time


class Lifts:
    def __init__(self, limit):
        self.limit = limit
        self.taken = multiprocessing.Value("i", 0)

    def __enter__(self):
        while self.taken.value >= self.limit or not self.take_one():
            time.sleep(0.01)

    def take_one(self):
        with self.taken.get_lock():
            is_free = self.taken.value < self.limit
            self.taken.value += is_free
            return is_free

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
