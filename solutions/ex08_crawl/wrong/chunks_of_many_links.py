"""Hands out many links in chunks: what is behind a slow page waits while others are idle.

rejected by test_no_connection_idle: the first of these takes 5 s: expected all others to be
    fetched meanwhile
"""

import multiprocessing


def work(fetch, pages, outcomes):
    while True:
        for page in pages.get():
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
            new = [link for link in dict.fromkeys(links or []) if link not in known]
            known.update(new)
            size = max(1, len(new) // (4 * len(team)))
            for first in range(0, len(new), size):
                pages.put(tuple(new[first : first + size]))
            if on_progress:
                on_progress(len(fetched), len(known))
    finally:
        pages.cancel_join_thread()
        for worker in team:
            worker.terminate()
            worker.join()
    return fetched
