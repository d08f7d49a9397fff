"""Sees that a page is waiting and takes it out: meanwhile a worker may have taken it.

rejected by test_nothing_left_behind: pages.get() for an item from pages (Queue), which is empty
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
            if on_progress:
                on_progress(len(found), len(known))
    finally:
        # Nobody is to begin another page: those that wait are taken out.
        while not pages.empty():
            pages.get()
        for _ in team:
            pages.put(None)
        while any(worker.is_alive() for worker in team):
            for worker in team:
                worker.join(0.1)
            while not outcomes.empty():
                outcomes.get()
    return found
