"""A thread of the parent looks after each worker; a queue.Queue tells when all is done.

like: pipe_per_worker.py
"""

import multiprocessing
import queue
import threading


def work(fetch, conn):
    while (task := conn.recv()) is not None:
        try:
            conn.send(fetch(*task))
        except Exception:
            conn.send(None)


def look_after(conn, pages, books):
    while (task := pages.get()) is not None:
        conn.send(task)
        books.enter(task[0], conn.recv())
        pages.task_done()
    conn.send(None)


class Books:
    def __init__(self, start, pages, on_progress):
        self.pages, self.on_progress = pages, on_progress
        self.result, self.known, self.lock = {}, {start}, threading.Lock()
        self.trouble = None
        pages.put((start,))

    def enter(self, page, links):
        with self.lock:
            self.result[page] = links
            for link in links or []:
                if link not in self.known:
                    self.known.add(link)
                    self.pages.put((link,))
            if self.on_progress and self.trouble is None:
                try:
                    self.on_progress(len(self.result), len(self.known))
                except Exception as error:
                    self.trouble = error  # of which a thread would be the end


def crawl(start, fetch, workers=4, connections=2, on_progress=None):
    pages = queue.Queue()
    books = Books(start, pages, on_progress)
    team, minders = [], []
    for _ in range(min(workers, connections)):
        ours, theirs = multiprocessing.Pipe()
        team.append(multiprocessing.Process(target=work, args=(fetch, theirs)))
        team[-1].start()
        minders.append(threading.Thread(target=look_after, args=(ours, pages, books)))
    for minder in minders:
        minder.start()
    pages.join()
    for _ in minders:
        pages.put(None)
    for one in minders + team:
        one.join()
    if books.trouble is not None:
        raise books.trouble
    return books.result
