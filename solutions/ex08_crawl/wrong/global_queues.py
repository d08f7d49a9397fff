"""The queues are made when the module is imported: a spawned worker makes its own.

rejected by test_every_start_method: under forkserver: deadlock: nobody can move any more.
"""

import multiprocessing

pages, outcomes = multiprocessing.Queue(), multiprocessing.Queue()


def work(fetch):
    while (task := pages.get()) is not None:
        (page,) = task
        try:
            links = fetch(page)
        except Exception:
            links = None
        outcomes.put((page, links))


def crawl(start, fetch, workers=4, connections=2, on_progress=None):
    team = [
        multiprocessing.Process(target=work, args=(fetch,))
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
        if on_progress:
            on_progress(len(result), len(known))
    for _ in team:
        pages.put(None)
    for worker in team:
        worker.join()
    return result
