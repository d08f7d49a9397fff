"""Looks for a place again and again, each pause twice as long as the one before, and counts that.

Nobody needs the number; but who looks in vain changes something each time.
"""

import multiprocessing
import time

LONGEST = 0.1


class Places:
    """Behaves like a semaphore in a `with` statement."""

    def __init__(self, limit):
        self.free = multiprocessing.Value("i", limit)
        self.tries = multiprocessing.Value("i", 0)

    def taken(self):
        with self.free.get_lock():
            if self.free.value == 0:
                return False
            self.free.value -= 1
            return True

    def __enter__(self):
        pause = 0.001
        while not self.taken():
            with self.tries.get_lock():
                self.tries.value += 1
            time.sleep(pause)
            pause = min(2 * pause, LONGEST)

    def __exit__(self, *exception):
        with self.free.get_lock():
            self.free.value += 1


def worker(semaphore, job, number):
    with semaphore:
        job(number)


def run_workers(job, workers=6, limit=2):
    places = Places(limit)
    processes = [
        multiprocessing.Process(target=worker, args=(places, job, number))
        for number in range(workers)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return sum(process.exitcode == 0 for process in processes)
