"""A text means that there are no more pages, but it may be the name of one.

rejected by test_any_page: deadlock: nobody can move any more.
"""

import multiprocessing


def work(fetch, pages, outcomes):
    while (page := pages.get()) != "no more":
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
    pages.put(start)
    while len(result) < len(known):
        page, links = outcomes.get()
        result[page] = links
        for link in links or []:
            if link not in known:
                known.add(link)
                pages.put(link)
        if on_progress:
            on_progress(len(result), len(known))
    for _ in team:
        pages.put("no more")
    for worker in team:
        worker.join()
    return result
