"""Calls on_progress before the page is counted, so done begins with 0.

rejected by test_progress: expected done to go from 1 to 10
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
        if on_progress:
            on_progress(len(result), len(known))
        result[page] = links
        for link in links or []:
            if link not in known:
                known.add(link)
                pages.put((link,))
    for _ in team:
        pages.put(None)
    for worker in team:
        worker.join()
    return result
