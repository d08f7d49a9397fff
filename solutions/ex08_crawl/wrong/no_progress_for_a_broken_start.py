"""Returns at once where the first page is broken, and says nothing of it.

rejected by test_progress: crawl of a site with 1 page: expected done to go from 1 to 1
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
            fetched[page] = links
            if page == start and links is None:
                return fetched
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
