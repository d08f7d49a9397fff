"""Keeps the semaphore of the first call for all later ones, whatever their numbers are.

rejected by test_no_connection_idle: expected 4 fetches at a time, there were 2
"""

import multiprocessing

places = None


def work(pages, outcomes, places, fetch):
    for (page,) in iter(pages.get, None):
        with places:
            try:
                links = fetch(page)
            except Exception:
                links = None
        outcomes.put((page, links))


def crawl(start, fetch, workers=4, connections=2, on_progress=None):
    global places
    if places is None:
        places = multiprocessing.Semaphore(connections)
    pages, outcomes = multiprocessing.Queue(), multiprocessing.Queue()
    team = [
        multiprocessing.Process(target=work, args=(pages, outcomes, places, fetch))
        for _ in range(workers)
    ]
    for worker in team:
        worker.start()
    known, fetched = {start}, {}
    pages.put((start,))
    while len(fetched) < len(known):
        page, links = outcomes.get()
        fetched[page] = links
        for link in links or []:
            if link not in known:
                known.add(link)
                pages.put((link,))
        if on_progress:
            on_progress(len(fetched), len(known))
    for _ in team:
        pages.put(None)
    for worker in team:
        worker.join()
    return fetched
