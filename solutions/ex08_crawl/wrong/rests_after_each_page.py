"""A worker rests for half a second after each page.

rejected by test_no_connection_idle: expected the fetches to begin at 0, 1, 1, 2, 2, 3 and 3 s
"""

import multiprocessing
import time


def work(fetch, pages, outcomes):
    while True:
        (page,) = pages.get()
        try:
            links = fetch(page)
        except Exception:
            links = None
        outcomes.put((page, links))
        time.sleep(0.5)


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
