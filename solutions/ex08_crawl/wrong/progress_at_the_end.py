"""Calls on_progress for all the pages when everything is over.

rejected by test_progress: expected on_progress to be called at 1, 2 and 3 s; it was at 3, 3 and 3 s
"""

import multiprocessing


def work(fetch, pages, outcomes):
    while (task := pages.get()) is not None:
        (page,) = task
        try:
            links = fetch(page)
        except Exception:
            links = None
        outcomes.put((page, links))


def crawl(start, fetch, workers=4, connections=2, on_progress=None):
    pages, outcomes = multiprocessing.Queue(), multiprocessing.Queue()
    team = [
        multiprocessing.Process(target=work, args=(fetch, pages, outcomes))
        for _ in range(min(workers, connections))
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
    for _ in team:
        pages.put(None)
    for worker in team:
        worker.join()
    if on_progress:
        for done in range(1, len(result) + 1):
            on_progress(done, len(known))
    return result
