"""Forks its workers by hand, and waits for whichever ends first."""

import multiprocessing
import os
import traceback


def worker(semaphore, job, number):
    with semaphore:
        job(number)


def run_workers(job, workers=6, limit=2):
    semaphore = multiprocessing.Semaphore(limit)
    children = set()
    for number in range(workers):
        child = os.fork()
        if child == 0:
            code = 1
            try:
                worker(semaphore, job, number)
                code = 0
            except Exception:
                traceback.print_exc()
            finally:
                os._exit(code)
        children.add(child)
    good = 0
    while children:
        child, status = os.wait()
        children.discard(child)
        good += os.waitstatus_to_exitcode(status) == 0
    return good
