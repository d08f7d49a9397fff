"""A monitor whose condition and number are kept by a manager."""

import multiprocessing as mp


class Lifts:
    def __init__(self, manager, limit):
        self.condition = manager.Condition()
        self.state = manager.Namespace(free=limit)

    def __enter__(self):
        with self.condition:
            while self.state.free == 0:
                self.condition.wait()
            self.state.free -= 1

    def __exit__(self, *exc):
        with self.condition:
            self.state.free += 1
            self.condition.notify()


def worker(semaphore, job, number):
    with semaphore:
        job(number)


def run_workers(job, workers=6, limit=2):
    with mp.Manager() as manager:
        lifts = Lifts(manager, limit)
        processes = [mp.Process(target=worker, args=(lifts, job, n)) for n in range(workers)]
        for p in processes:
            p.start()
        for p in processes:
            p.join()
    return sum(p.exitcode == 0 for p in processes)
