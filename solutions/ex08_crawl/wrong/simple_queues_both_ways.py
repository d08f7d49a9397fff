"""SimpleQueues both ways: with large pages, the main process and a worker both wait in put.

rejected by test_large_pages: deadlock: nobody can move any more.
"""

import multiprocessing


def work(fetch, lines, pages, outcomes):
    for (page,) in iter(pages.get, None):
        try:
            with lines:
                links = fetch(page)
        except Exception:
            links = None
        outcomes.put((page, links))


def crawl(start, fetch, workers=4, connections=2, on_progress=None):
    pages, outcomes = multiprocessing.SimpleQueue(), multiprocessing.SimpleQueue()
    lines = multiprocessing.Semaphore(connections)
    team = [
        multiprocessing.Process(target=work, args=(fetch, lines, pages, outcomes))
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
