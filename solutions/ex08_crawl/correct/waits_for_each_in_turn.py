"""Hands every page to the pool at once, and waits a little for each result in turn.

slow: it looks again and again
"""

import multiprocessing
from collections import deque


def begin(permits, fetch):
    global inside, function
    inside, function = permits, fetch


def visit(page):
    with inside:
        try:
            return page, function(page)
        except Exception:
            return page, None


def crawl(start, fetch, workers=4, connections=2, on_progress=None):
    found, known = {}, {start}
    permits = multiprocessing.Semaphore(connections)
    with multiprocessing.Pool(workers, begin, (permits, fetch)) as pool:
        results = deque([pool.apply_async(visit, (start,))])
        while results:
            result = results.popleft()
            result.wait(0.01)
            if not result.ready():
                results.append(result)
                continue
            page, links = result.get()
            found[page] = links
            for link in links or []:
                if link not in known:
                    known.add(link)
                    results.append(pool.apply_async(visit, (link,)))
            if on_progress:
                on_progress(len(found), len(known))
        pool.close()
        pool.join()
    return found
