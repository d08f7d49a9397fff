"""A lock where a semaphore is needed: only one page at a time.

rejected by test_no_connection_idle: 7 pages, no numbers given: expected 2 fetches at a
    time, there was 1 while
"""

import multiprocessing


def work(fetch, line, pages, outcomes):
    while (task := pages.get()) is not None:
        (page,) = task
        with line:
            try:
                links = fetch(page)
            except Exception:
                links = None
        outcomes.put((page, links))


def crawl(start, fetch, workers=4, connections=2, on_progress=None):
    pages, outcomes = multiprocessing.Queue(), multiprocessing.Queue()
    line = multiprocessing.Lock()
    team = [
        multiprocessing.Process(target=work, args=(fetch, line, pages, outcomes))
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
