"""Waits for its foreman only when a job has ended well.

rejected by test_failing_job_is_not_counted: both of 2 jobs raise: still running: Process-1
"""

import multiprocessing
from collections import deque
from multiprocessing.connection import wait


class Place:
    def __init__(self, conn):
        self.conn = conn

    def __enter__(self):
        self.conn.send("please")
        self.conn.recv()

    def __exit__(self, *_):
        self.conn.send("thanks")


def foreman(conns, limit):
    waiting, free, there = deque(), limit, list(conns)
    while there:
        for conn in wait(there):
            if conn.recv() == "please":
                waiting.append(conn)
            else:
                free += 1
                there.remove(conn)
        while waiting and free:
            free -= 1
            waiting.popleft().send("go")


def worker(semaphore, job, number):
    with semaphore:
        job(number)


def run_workers(job, workers=6, limit=2):
    pipes = [multiprocessing.Pipe() for _ in range(workers)]
    ends = [end for end, _ in pipes]
    boss = multiprocessing.Process(target=foreman, args=(ends, limit))
    boss.start()
    processes = [
        multiprocessing.Process(target=worker, args=(Place(end), job, number))
        for number, (_, end) in enumerate(pipes)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    ended_well = sum(process.exitcode == 0 for process in processes)
    if ended_well:
        boss.join()
    return ended_well
