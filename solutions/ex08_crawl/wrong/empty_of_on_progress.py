"""Calls on_progress in the `try` that waits for outcomes: its Empty is taken for that of the queue.

rejected by test_nothing_left_behind: on_progress raises Empty after 3 of 4 pages
"""

import multiprocessing
from queue import Empty


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
    # A worker without a connection could only wait, so there are as many workers as connections.
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
        # What is known and not fetched is waiting or being fetched; without any, it is the end.
        while len(fetched) < len(known):
            try:
                page, links = outcomes.get(timeout=1)
                fetched[page] = links
                for link in links or []:
                    if link not in known:
                        known.add(link)
                        pages.put((link,))
                if on_progress:
                    on_progress(len(fetched), len(known))
            except Empty:
                continue
    finally:
        # If on_progress has raised, nobody will take the pages that are still waiting.
        pages.cancel_join_thread()
        for worker in team:
            worker.terminate()
            worker.join()
    return fetched
