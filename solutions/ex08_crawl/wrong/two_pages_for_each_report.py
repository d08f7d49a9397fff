"""Hands out no more than two pages for each report: others are idle.

rejected by test_no_connection_idle: 2, 8, 8, 8, 8 and 8 s; they began at
"""

import multiprocessing
from multiprocessing import connection


def work(fetch, conn):
    while True:
        try:
            page = conn.recv()
        except EOFError:
            return
        try:
            links = fetch(page)
        except Exception:
            links = None
        conn.send(links)


def serve(fetch, conn, others):
    for other in others:
        other.close()
    work(fetch, conn)


def crawl(start, fetch, workers=4, connections=2, on_progress=None):
    idle, team = [], []
    for _ in range(min(workers, connections)):
        ours, theirs = multiprocessing.Pipe()
        team.append(multiprocessing.Process(target=serve, args=(fetch, theirs, [*idle, ours])))
        team[-1].start()
        theirs.close()
        idle.append(ours)
    waiting, known, result, busy = [start], {start}, {}, {}
    try:
        while waiting or busy:
            most = 99 if len(result) < 2 else 2
            while waiting and idle and most:
                most -= 1
                conn, page = idle.pop(), waiting.pop()
                conn.send(page)
                busy[conn] = page
            for conn in connection.wait(list(busy)):
                page, links = busy.pop(conn), conn.recv()
                idle.append(conn)
                result[page] = links
                for link in links or []:
                    if link not in known:
                        known.add(link)
                        waiting.append(link)
                if on_progress:
                    on_progress(len(result), len(known))
    finally:  # on_progress may have raised
        for conn in [*idle, *busy]:
            conn.close()
        for worker in team:
            worker.join()
    return result
