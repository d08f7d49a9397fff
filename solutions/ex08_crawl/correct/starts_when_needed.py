"""Starts a further worker only while there are more pages than workers.

like: end_markers.py
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
    team, result, known, trouble = [], {}, set(), None

    def add(page):
        known.add(page)
        pages.put((page,))
        if len(team) < min(workers, connections, len(known) - len(result)):
            team.append(multiprocessing.Process(target=work, args=(fetch, pages, outcomes)))
            team[-1].start()

    add(start)
    while len(result) < len(known):
        page, links = outcomes.get()
        result[page] = links
        for link in links or []:
            if link not in known:
                add(link)
        if on_progress and trouble is None:
            try:
                on_progress(len(result), len(known))
            except Exception as error:
                trouble = error
    for _ in team:
        pages.put(None)
    for worker in team:
        worker.join()
    if trouble is not None:
        raise trouble
    return result
