"""All workers wait for an Event that is set when the last one has been started."""

import multiprocessing


def worker(semaphore, job, number):
    with semaphore:
        job(number)


def begin_together(gate, semaphore, job, number):
    gate.wait()
    worker(semaphore, job, number)


def run_workers(job, workers=6, limit=2):
    semaphore = multiprocessing.Semaphore(limit)
    gate = multiprocessing.Event()
    processes = [
        multiprocessing.Process(target=begin_together, args=(gate, semaphore, job, number))
        for number in range(workers)
    ]
    for process in processes:
        process.start()
    gate.set()
    for process in processes:
        process.join()
    return sum(process.exitcode == 0 for process in processes)
