"""Knows the pages by their texts, which may be the same: that of 0 is "0".

rejected by test_any_page: deadlock
"""

import multiprocessing


def work(fetch, lines, pages, outcomes):
    while task := pages.get():
        with lines:
            try:
                links = fetch(*task)
            except Exception:
                links = None
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
    known, found = {str(start)}, {}
    pages.put((start,))
    while len(found) < len(known):
        page, links = outcomes.get()
        found[page] = links
        for link in links or []:
            if str(link) not in known:
                known.add(str(link))
                pages.put((link,))
        if on_progress is not None:
            on_progress(len(found), len(known))
    for _ in processes:
        pages.put(())
    for process in processes:
        process.join()
    return found
