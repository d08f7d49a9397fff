"""Only pages that have been fetched count as known: two links to one page fetch it twice.

rejected by test_whole_site: expected each page to be fetched once
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
    pending = 1
    while pending:
        page, links = outcomes.get()
        result[page] = links
        for link in links or []:
            if link not in result:
                known.add(link)
                pages.put((link,))
                pending += 1
        pending -= 1
        if on_progress:
            on_progress(len(result), len(known))
    for _ in team:
        pages.put(None)
    for worker in team:
        worker.join()
    return result
