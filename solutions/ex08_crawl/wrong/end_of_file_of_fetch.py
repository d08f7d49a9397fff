"""Calls fetch in the `try` that receives: its EOFError is taken for the end of the pipe.

rejected by test_broken_pages: EOFError
"""

from multiprocessing import Pipe, Process
from multiprocessing.connection import wait


def serve(conn, fetch):
    while True:
        try:
            page = conn.recv()
            try:
                links = fetch(page)
            except (OSError, ValueError, KeyError, TypeError, ArithmeticError, RuntimeError):
                links = None
            conn.send(links)
        except EOFError:
            return
        except Exception:
            conn.send(None)


def crawl(start, fetch, workers=4, connections=2, on_progress=None):
    ps, idle = [], []
    for _ in range(min(workers, connections)):
        a, b = Pipe()
        p = Process(target=serve, args=(b, fetch), daemon=True)
        p.start()
        b.close()
        ps.append(p)
        idle.append(a)
    ends = list(idle)
    todo, known, out, busy = [start], {start}, {}, {}
    while todo or busy:
        while todo and idle:
            c = idle.pop(0)
            busy[c] = todo.pop(0)
            c.send(busy[c])
        for c in wait(list(busy)):
            links = c.recv()
            out[busy.pop(c)] = links
            idle.append(c)
            for link in links or ():
                if link not in known:
                    known.add(link)
                    todo.append(link)
            if on_progress:
                on_progress(len(out), len(known))
    for p in ps:
        p.terminate()
    for p in ps:
        p.join()
    for c in ends:
        c.close()
    return out
