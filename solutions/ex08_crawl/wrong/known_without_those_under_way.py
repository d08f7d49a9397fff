"""Adds up the pages that are done and those that wait: one that is being fetched counts as unknown.

rejected by test_progress: known went down
"""

import multiprocessing as mp


def work(pages, outcomes, fetch):
    for (page,) in iter(pages.get, None):
        try:
            links = fetch(page)
        except Exception:
            links = None
        outcomes.put((page, links))


def crawl(start, fetch, workers=4, connections=2, on_progress=None):
    n = min(workers, connections)
    pages, outcomes = mp.Queue(), mp.Queue()
    ps = [mp.Process(target=work, args=(pages, outcomes, fetch)) for _ in range(n)]
    for p in ps:
        p.start()
    todo, seen, out, busy = [start], {start}, {}, 0
    while todo or busy:
        while todo and busy < n:
            pages.put((todo.pop(0),))
            busy += 1
        page, links = outcomes.get()
        busy -= 1
        out[page] = links
        for link in links or []:
            if link not in seen:
                seen.add(link)
                todo.append(link)
        if on_progress:
            on_progress(len(out), len(out) + len(todo))
    for p in ps:
        pages.put(None)
    for p in ps:
        p.join()
    return out
