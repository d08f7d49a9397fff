"""Calls on_progress whether there is one or not: its own TypeError is taken for that of None.

rejected by test_nothing_left_behind: on_progress raises TypeError after 2 of 4 pages
"""

import multiprocessing


def work(fetch, pages, outcomes):
    while True:
        item = pages.get()
        if item is None:
            return
        (page,) = item
        try:
            links = fetch(page)
        except Exception:
            links = None
        outcomes.put((page, links))


def crawl(start, fetch, workers=4, connections=2, on_progress=None):
    pages, outcomes = multiprocessing.Queue(), multiprocessing.Queue()
    team = [
        multiprocessing.Process(target=work, args=(fetch, pages, outcomes))
        for _ in range(min(workers, connections))
    ]
    for worker in team:
        worker.start()
    known, found = {start}, {}
    pages.put((start,))

    try:
        while len(found) < len(known):
            page, links = outcomes.get()
            found[page] = links
            for link in links or []:
                if link not in known:
                    known.add(link)
                    pages.put((link,))
            try:
                on_progress(len(found), len(known))
            except TypeError:
                pass  # there is none
    finally:
        for _ in team:
            pages.put(None)
        pages.cancel_join_thread()
        for worker in team:
            worker.terminate()
            worker.join()
    return found
