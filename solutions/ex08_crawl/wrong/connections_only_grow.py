"""The semaphore is kept for all crawls: more connections add places, fewer take none away.

rejected by test_no_connection_idle: after a crawl with workers=5, connections=4: expected 2
    fetches at a time, there were 4
"""

import multiprocessing

_room = None
_places = 0


def work(fetch, pages, outcomes, room):
    while True:
        (page,) = pages.get()
        with room:
            try:
                links = fetch(page)
            except Exception:
                links = None
        outcomes.put((page, links))


def crawl(start, fetch, workers=4, connections=2, on_progress=None):
    global _room, _places
    if _room is None:
        _room = multiprocessing.Semaphore(0)
    while _places < connections:
        _room.release()
        _places += 1
    pages, outcomes = multiprocessing.Queue(), multiprocessing.Queue()
    team = [
        multiprocessing.Process(target=work, args=(fetch, pages, outcomes, _room), daemon=True)
        for _ in range(workers)
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
        pages.cancel_join_thread()
        for worker in team:
            worker.terminate()
            worker.join()
    return found
