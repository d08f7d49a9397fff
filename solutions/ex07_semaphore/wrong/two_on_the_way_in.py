"""No more than two are woken at a time: who leaves while they are on their way wakes nobody.

rejected by test_as_many_as_the_limit: they began at 0, 0, 0, 1, 1 and 2 s
"""

import multiprocessing


class Places:
    """Behaves like a semaphore in a `with` statement."""

    def __init__(self, limit):
        self.changed = multiprocessing.Condition()
        self.free = multiprocessing.Value("i", limit, lock=False)
        self.waking = multiprocessing.Value("i", 0, lock=False)

    def __enter__(self):
        with self.changed:
            while self.free.value == 0:
                self.changed.wait()
                self.waking.value = max(0, self.waking.value - 1)
            self.free.value -= 1

    def __exit__(self, *exception):
        with self.changed:
            self.free.value += 1
            if self.waking.value < 2:
                self.waking.value += 1
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
