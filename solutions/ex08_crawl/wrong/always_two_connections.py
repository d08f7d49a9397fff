"""There are always two connections, whatever is asked for.

rejected by test_never_too_many_connections: workers=2, connections=1: expected 1 fetch at a time,
    got 2
rejected by test_no_connection_idle: connections=5: expected 4 fetches at a time, there were 2 while
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
    team = [multiprocessing.Process(target=work, args=(fetch, pages, outcomes)) for _ in range(2)]
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
