"""A manager with a class of its own: in its server, threads wait for pages and for news.

like: monitor.py
"""

import multiprocessing as mp
import threading
from multiprocessing.managers import SyncManager


class Frontier:
    def __init__(self, start, connections):
        self.cond = threading.Condition()
        self.waiting = [start]
        self.known = {start}
        self.busy = 0
        self.limit = connections
        self.news = []

    def take(self):
        with self.cond:
            while not self.waiting or self.busy >= self.limit:
                if not self.waiting and not self.busy:
                    return None
                self.cond.wait()
            self.busy += 1
            return (self.waiting.pop(0),)

    def done(self, page, links):
        with self.cond:
            self.busy -= 1
            for link in links or ():
                if link not in self.known:
                    self.known.add(link)
                    self.waiting.append(link)
            self.news.append((page, links, len(self.known)))
            self.cond.notify_all()

    def next_news(self, number):
        with self.cond:
            while len(self.news) <= number:
                if not self.waiting and not self.busy:
                    return None
                self.cond.wait()
            return self.news[number]


class Hall(SyncManager):
    pass


Hall.register("Frontier", Frontier)


def work(frontier, fetch):
    while True:
        got = frontier.take()
        if got is None:
            return
        try:
            links = fetch(got[0])
        except Exception:
            links = None
        frontier.done(got[0], links)


def crawl(start, fetch, workers=4, connections=2, on_progress=None):
    with Hall() as hall:
        frontier = hall.Frontier(start, connections)
        ps = [mp.Process(target=work, args=(frontier, fetch)) for _ in range(workers)]
        for p in ps:
            p.start()
        try:
            result = {}
            while (news := frontier.next_news(len(result))) is not None:
                page, links, known = news
                result[page] = links
                if on_progress:
                    on_progress(len(result), known)
        finally:  # on_progress may have raised
            for p in ps:
                p.join()
    return result
