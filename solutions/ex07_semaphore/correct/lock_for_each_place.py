"""Has a lock for each place, and tries one after the other until it gets one."""

import itertools
import multiprocessing


def worker(semaphore, job, number):
    places = semaphore if isinstance(semaphore, list) else [semaphore]
    for place in itertools.cycle(places):
        if place.acquire(timeout=0.02):
            break
    try:
        job(number)
    finally:
        place.release()


def run_workers(job, workers=6, limit=2):
    places = [multiprocessing.Lock() for _ in range(limit)]
    processes = [
        multiprocessing.Process(target=worker, args=(places, job, number))
        for number in range(workers)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return sum(process.exitcode == 0 for process in processes)
