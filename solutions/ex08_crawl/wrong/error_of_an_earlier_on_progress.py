"""Keeps what on_progress has raised in the module, and raises it again in the next crawl.

rejected by test_nothing_left_behind: crawl, called after another call: ValueError: 2 of 4
"""

import multiprocessing

TROUBLE = []


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
    team = []
    for _ in range(min(workers, connections)):
        team.append(multiprocessing.Process(target=work, args=(fetch, pages, outcomes)))
        team[-1].start()
    result, waiting = {}, {start}
    pages.put((start,))
    while waiting:
        page, links = outcomes.get()
        waiting.remove(page)
        result[page] = links
        for link in links or ():
            if link not in result and link not in waiting:
                waiting.add(link)
                pages.put((link,))
        if on_progress and not TROUBLE:
            try:
                on_progress(len(result), len(result) + len(waiting))
            except Exception as error:
                TROUBLE.append(error)
    for _ in team:
        pages.put(None)
    for worker in team:
        worker.join()
    if on_progress and TROUBLE:
        raise TROUBLE[0]
    return result
