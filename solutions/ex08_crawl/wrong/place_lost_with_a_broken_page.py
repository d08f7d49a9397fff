"""A page whose fetch raises keeps its place in the semaphore.

rejected by test_broken_pages: deadlock: nobody can move any more.
"""

import multiprocessing


def work(fetch, lines, pages, outcomes):
    while (task := pages.get()) is not None:
        (page,) = task
        lines.acquire()
        try:
            links = fetch(page)
            lines.release()
        except Exception:
            links = None
        outcomes.put((page, links))


def crawl(start, fetch, workers=4, connections=2, on_progress=None):
    pages, outcomes = multiprocessing.Queue(), multiprocessing.Queue()
    lines = multiprocessing.Semaphore(connections)
    team = [
        multiprocessing.Process(target=work, args=(fetch, lines, pages, outcomes))
        for _ in range(workers)
    ]
    for worker in team:
        worker.start()
    result, known = {}, {start}
    pages.put((start,))
    while len(result) < len(known):
        page, links = outcomes.get()
        result[page] = links
        for link in links or []:
            if link not in known:
                known.add(link)
                pages.put((link,))
        if on_progress:
            on_progress(len(result), len(known))
    for _ in team:
        pages.put(None)
    for worker in team:
        worker.join()
    return result
