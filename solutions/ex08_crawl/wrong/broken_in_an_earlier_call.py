"""Remembers broken pages in the module: they come out as broken in later calls, too.

rejected by test_broken_pages: crawl after one in which fetch raised for 'home'
"""

import multiprocessing


def work(fetch, pages, outcomes):
    while True:
        (page,) = pages.get()
        try:
            links = fetch(page)
        except Exception:
            links = None
        outcomes.put((page, links))


broken = set()


def crawl(start, fetch, workers=4, connections=2, on_progress=None):
    pages = multiprocessing.Queue()
    outcomes = multiprocessing.Queue()
    team = [
        multiprocessing.Process(target=work, args=(fetch, pages, outcomes), daemon=True)
        for _ in range(min(workers, connections))
    ]
    for worker in team:
        worker.start()
    known = {start}
    fetched = {}
    pages.put((start,))
    try:
        while len(fetched) < len(known):
            page, links = outcomes.get()
            if links is None:
                broken.add(page)
            fetched[page] = None if page in broken else links
            for link in links or []:
                if link not in known:
                    known.add(link)
                    pages.put((link,))
            if on_progress:
                on_progress(len(fetched), len(known))
    finally:
        pages.cancel_join_thread()
        for worker in team:
            worker.terminate()
            worker.join()
    return fetched
