"""The first page is fetched before there are any workers.

rejected by test_whole_site: a page was fetched by the process that called crawl
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
    try:
        links = fetch(start)
    except Exception:
        links = None
    result, known = {start: links}, {start, *(links or [])}
    for link in known - {start}:
        pages.put((link,))
    if on_progress:
        on_progress(1, len(known))
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
