"""Both queues have little room: with many new pages, the main process and the workers fill them.

rejected by test_whole_site: deadlock
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
    tasks, results = multiprocessing.Queue(workers), multiprocessing.Queue(workers)
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
        for link in links or []:
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
