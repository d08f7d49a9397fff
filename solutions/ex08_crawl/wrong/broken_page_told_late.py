"""Tells on_progress of a broken page with the next one that is not broken.

rejected by test_progress: fetch raises for 'b', workers=1: expected on_progress to be called
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
    told = 0
    try:
        while len(fetched) < len(known):
            page, links = outcomes.get()
            fetched[page] = links
            for link in links or []:
                if link not in known:
                    known.add(link)
                    pages.put((link,))
            if on_progress and (links is not None or len(fetched) == len(known)):
                while told < len(fetched):
                    told += 1
                    on_progress(told, len(known))
    finally:
        pages.cancel_join_thread()
        for worker in team:
            worker.terminate()
            worker.join()
    return fetched
