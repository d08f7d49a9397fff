"""A monitor kept by a manager, which does not look again after it has waited.

rejected by test_failing_job_gives_its_place_free: expected at most 1 inside, there were 2
"""

import multiprocessing as mp


class Lifts:
    def __init__(self, manager, limit):
        self.condition = manager.Condition()
        self.state = manager.Namespace(free=limit)

    def __enter__(self):
        with self.condition:
            if self.state.free == 0:
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
