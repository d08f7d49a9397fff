"""The workers are a subclass of Process with a run method.

like: starting_gate.py
"""

import multiprocessing


def worker(semaphore, job, number):
    with semaphore:
        job(number)


class Mechanic(multiprocessing.Process):
    def __init__(self, semaphore, job, number):
        super().__init__(name=f"mechanic {number}")
        self.semaphore = semaphore
        self.job = job
        self.number = number

    def run(self):
        worker(self.semaphore, self.job, self.number)


def run_workers(job, workers=6, limit=2):
    semaphore = multiprocessing.Semaphore(limit)
    processes = [Mechanic(semaphore, job, number) for number in range(workers)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return sum(process.exitcode == 0 for process in processes)
