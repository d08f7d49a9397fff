"""A thread of the parent looks after each worker, and waits for a place in its stead.

like: foreman.py
"""

import multiprocessing
import threading


class Place:
    """Asks the thread at the other end of a pipe to be let in, and tells it of the end."""

    def __init__(self, conn):
        self.conn = conn

    def __enter__(self):
        self.conn.send("ready")
        self.conn.recv()

    def __exit__(self, *_):
        self.conn.send("done")


def worker(semaphore, job, number):
    with semaphore:
        job(number)


def look_after(conn, places):
    conn.recv()
    with places:
        conn.send("go")
        conn.recv()


def run_workers(job, workers=6, limit=2):
    places = threading.Semaphore(limit)
    processes, threads = [], []
    for number in range(workers):
        here, there = multiprocessing.Pipe()
        process = multiprocessing.Process(target=worker, args=(Place(there), job, number))
        process.start()
        processes.append(process)
        threads.append(threading.Thread(target=look_after, args=(here, places)))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for process in processes:
        process.join()
    return sum(process.exitcode == 0 for process in processes)
