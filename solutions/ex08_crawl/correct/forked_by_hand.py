"""Workers that are forked by hand, pickles in pipes of the system, and a selector.

slow: it cannot be controlled, and runs freely
"""

import os
import pickle
import selectors


def serve(inbox, outbox, fetch):
    with os.fdopen(inbox, "rb") as asked, os.fdopen(outbox, "wb") as answers:
        while True:
            try:
                page = pickle.load(asked)
            except EOFError:
                return
            try:
                links = fetch(page)
            except Exception:
                links = None
            pickle.dump(links, answers)
            answers.flush()


def crawl(start, fetch, workers=4, connections=2, on_progress=None):
    selector = selectors.DefaultSelector()
    idle, pids = [], []
    for _ in range(min(workers, connections)):
        ar, aw = os.pipe()
        br, bw = os.pipe()
        pid = os.fork()
        if not pid:
            try:
                selector.close()
                for f, g in idle:
                    f.close()
                    g.close()
                os.close(aw)
                os.close(br)
                serve(ar, bw, fetch)
            finally:
                os._exit(0)
        pids.append(pid)
        os.close(ar)
        os.close(bw)
        idle.append((os.fdopen(aw, "wb"), os.fdopen(br, "rb")))
    every = list(idle)
    known, waiting, result = {start}, [start], {}
    try:
        while len(result) < len(known):
            while waiting and idle:
                to, back = idle.pop()
                page = waiting.pop()
                pickle.dump(page, to)
                to.flush()
                selector.register(back, selectors.EVENT_READ, (page, to))
            for key, _ in selector.select():
                page, to = key.data
                selector.unregister(key.fileobj)
                links = pickle.load(key.fileobj)
                idle.append((to, key.fileobj))
                result[page] = links
                for link in links or []:
                    if link not in known:
                        known.add(link)
                        waiting.append(link)
                if on_progress:
                    on_progress(len(result), len(known))
    finally:  # on_progress may have raised
        selector.close()
        for f, g in every:
            f.close()
            g.close()
        for pid in pids:
            os.waitpid(pid, 0)
    return result
