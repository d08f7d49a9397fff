"""A gate of its own, which looks once whether there is room: somebody else may take it meanwhile.

rejected by test_failing_job_gives_its_place_free: expected at most 1 inside, there were 2
"""

import multiprocessing as mp


class Gate:
    def __init__(self, limit):
        self.free = mp.Value("i", limit, lock=False)
        self.changed = mp.Condition()

    def __enter__(self):
        with self.changed:
            if self.free.value <= 0:
                self.changed.wait()
            self.free.value -= 1

    def __exit__(self, *_):
        with self.changed:
            self.free.value += 1
            self.changed.notify()


def worker(semaphore, job, number):
    with semaphore:
        job(number)


def run_workers(job, workers=6, limit=2):
    gate = Gate(limit)
    ps = [mp.Process(target=worker, args=(gate, job, i)) for i in range(workers)]
    for p in ps:
        p.start()
    for p in ps:
        p.join()
    return sum(p.exitcode == 0 for p in ps)
