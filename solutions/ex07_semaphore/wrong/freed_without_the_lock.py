"""A monitor that counts the free places, but not under its lock where one becomes free.

rejected by test_as_many_as_the_limit: for others to be inside job at the same time
"""

import multiprocessing


class Places:
    """Behaves like a semaphore in a `with` statement."""

    def __init__(self, limit):
        self.changed = multiprocessing.Condition()
        self.free = multiprocessing.Value("i", limit, lock=False)

    def __enter__(self):
        with self.changed:
            while self.free.value == 0:
                self.changed.wait()
            self.free.value -= 1

    def __exit__(self, *exception):
        self.free.value += 1
        with self.changed:
            self.changed.notify()


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
