"""Gives its connection back where a page is broken, and then in the `finally` once more.

rejected by test_broken_pages: expected at most 3 fetches at a time
"""

import multiprocessing


def work(fetch, lines, pages, outcomes):
    while task := pages.get():
        lines.acquire()
        try:
            links = fetch(*task)
        except Exception:
            links = None
            lines.release()
        finally:
            lines.release()
        outcomes.put((*task, links))


def crawl(start, fetch, workers=4, connections=2, on_progress=None):
    pages, outcomes = multiprocessing.Queue(), multiprocessing.Queue()
    lines = multiprocessing.Semaphore(connections)
    processes = [
        multiprocessing.Process(target=work, args=(fetch, lines, pages, outcomes))
        for _ in range(workers)
    ]
    for process in processes:
        process.start()
    known, found = {start}, {}
    pages.put((start,))
    while len(found) < len(known):
        page, links = outcomes.get()
        found[page] = links
        for link in links or []:
            if link not in known:
                known.add(link)
                pages.put((link,))
        if on_progress is not None:
            on_progress(len(found), len(known))
    for _ in processes:
        pages.put(())
    for process in processes:
        process.join()
    return found
