"""Takes a place under the lock of the number, and gives it back without: one gets lost.

rejected by test_as_many_as_the_limit: what they look at never changes
"""

import multiprocessing as mp
import time


class Gate:
    def __init__(self, n):
        self.free = mp.Value("i", n)

    def __enter__(self):
        pause = 0.001
        while True:
            with self.free.get_lock():
                if self.free.value:
                    self.free.value -= 1
                    return
            time.sleep(pause)
            pause = min(2 * pause, 0.1)

    def __exit__(self, *exc):
        self.free.value += 1


def worker(semaphore, job, number):
    with semaphore:
        job(number)


def run_workers(job, workers=6, limit=2):
    gate = Gate(limit)
    ps = [mp.Process(target=worker, args=(gate, job, n)) for n in range(workers)]
    for p in ps:
        p.start()
    for p in ps:
        p.join()
    return len([p for p in ps if not p.exitcode])
