"""Goes on to the next page before on_progress is called, when a page has no links to look at.

rejected by test_progress: crawl of a site with 4 pages: expected done to go from 1 to 4
"""

import multiprocessing


def work(tasks, results, permits, fetch):
    while True:
        page = tasks.get()
        if page is None:
            return
        with permits:
            try:
                links = fetch(page)
            except Exception:
                links = None
        results.put((page, links))


def crawl(start, fetch, workers=4, connections=2, on_progress=None):
    tasks, results = multiprocessing.Queue(), multiprocessing.Queue()
    permits = multiprocessing.Semaphore(connections)
    processes = [
        multiprocessing.Process(target=work, args=(tasks, results, permits, fetch))
        for _ in range(workers)
    ]
    for process in processes:
        process.start()
    tasks.put(start)
    found, known = {}, {start}
    while len(found) < len(known):
        page, links = results.get()
        found[page] = links
        if links is None:
            continue
        for link in links:
            if link not in known:
                known.add(link)
                tasks.put(link)
        if on_progress:
            on_progress(len(found), len(known))
    for _ in processes:
        tasks.put(None)
    for process in processes:
        process.join()
    return found
