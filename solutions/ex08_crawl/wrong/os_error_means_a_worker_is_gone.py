"""Calls on_progress in the `try` that is for the pipes: takes its OSError for a lost worker.

rejected by test_nothing_left_behind: on_progress raises OSError after 3 of 4 pages
"""

import multiprocessing
from multiprocessing.connection import wait


def work(fetch, conn):
    try:
        while True:
            page = conn.recv()
            try:
                links = fetch(page)
            except Exception:
                links = None
            conn.send((page, links))
    except EOFError:
        pass


def alone(fetch, conn, others):
    for other in others:
        other.close()
    work(fetch, conn)


def crawl(start, fetch, workers=4, connections=2, on_progress=None):
    lines, team = [], []
    for _ in range(min(workers, connections)):
        mine, its = multiprocessing.Pipe()
        lines.append(mine)
        worker = multiprocessing.Process(target=alone, args=(fetch, its, list(lines)))
        worker.start()
        its.close()
        team.append(worker)
    known, found, waiting, idle, busy = {start}, {}, [start], list(lines), set()
    try:
        while waiting or busy:
            while waiting and idle:
                line = idle.pop()
                line.send(waiting.pop(0))
                busy.add(line)
            for line in wait(list(busy)):
                page, links = line.recv()
                busy.discard(line)
                idle.append(line)
                found[page] = links
                for link in links or []:
                    if link not in known:
                        known.add(link)
                        waiting.append(link)
                if on_progress:
                    on_progress(len(found), len(known))
    except OSError:
        pass  # a worker is gone: return what there is
    finally:
        for worker in team:
            worker.terminate()
        for line in lines:
            line.close()
        for worker in team:
            worker.join()
    return found
