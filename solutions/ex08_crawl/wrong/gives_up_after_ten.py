"""A worker gives up after ten broken pages.

rejected by test_broken_pages: deadlock
"""

import multiprocessing


def work(fetch, pages, outcomes):
    failed = 0
    while failed < 10:
        (page,) = pages.get()
        try:
            links = fetch(page)
        except Exception:
            links = None
            failed += 1
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
