"""Who is ready keeps the place until the other one is ready, too, or some seconds have passed.

rejected by test_as_many_as_the_limit: the first job takes 4,000 s and the others 3 s: expected the
    jobs to begin at 0, 0, 3 and 6 s; they began at 0, 0, 8 and 11 s
"""

import multiprocessing
import threading


def worker(semaphore, job, number, together=None):
    with semaphore:
        try:
            job(number)
        finally:
            if together is not None:
                try:
                    together.wait(timeout=5)
                except threading.BrokenBarrierError:
                    pass


def run_workers(job, workers=6, limit=2):
    semaphore = multiprocessing.Semaphore(limit)
    together = multiprocessing.Barrier(limit)
    processes = [
        multiprocessing.Process(target=worker, args=(semaphore, job, number, together))
        for number in range(workers)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return sum(process.exitcode == 0 for process in processes)
