"""Has three places where nobody says how many there are.

rejected by test_as_many_as_the_limit: expected 6 jobs to be done after 3 s; 6 were done after 2 s
"""

import multiprocessing


def worker(semaphore, job, number):
    # If the job raises, `with` gives the place back and lets the exception pass: it ends this
    # process with exit code 1.
    with semaphore:
        job(number)


def run_workers(job, workers=6, limit=3):
    # Made here and passed on: a semaphore that the workers made themselves would limit nobody else.
    semaphore = multiprocessing.Semaphore(limit)
    processes = [
        multiprocessing.Process(target=worker, args=(semaphore, job, number))
        for number in range(workers)
    ]
    # All are started before the first is waited for: it is the semaphore that holds them back.
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    # Before the join there would be no exit code yet.
    return sum(process.exitcode == 0 for process in processes)
