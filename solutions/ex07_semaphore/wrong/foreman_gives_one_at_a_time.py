"""A process gives out the places; when several ask at once, it gives out one place, and waits.

rejected by test_as_many_as_the_limit: for others to be inside job at the same time; only
"""

import multiprocessing as mp
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
    waiting = deque()
    free = limit
    open_conns = list(conns)
    while open_conns:
        for conn in wait(open_conns):
            word = conn.recv()
            if word == "please":
                waiting.append(conn)
            else:
                free += 1
                open_conns.remove(conn)
        if waiting and free:
            free -= 1
            waiting.popleft().send("go")


def worker(semaphore, job, number):
    with semaphore:
        job(number)


def run_workers(job, workers=6, limit=2):
    pipes = [mp.Pipe() for _ in range(workers)]
    boss = mp.Process(target=foreman, args=([a for a, _ in pipes], limit))
    boss.start()
    ps = [mp.Process(target=worker, args=(Place(b), job, n)) for n, (_, b) in enumerate(pipes)]
    for p in ps:
        p.start()
    for p in ps:
        p.join()
    boss.join()
    return sum(1 for p in ps if p.exitcode == 0)
