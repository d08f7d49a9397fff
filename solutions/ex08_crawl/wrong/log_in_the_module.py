"""After a broken page a worker writes to a log in the module, which a spawned one lacks, and dies.

rejected by test_every_start_method: under forkserver: deadlock
"""

import multiprocessing

log = None


def work(fetch, pages, outcomes):
    while True:
        (page,) = pages.get()
        try:
            links = fetch(page)
        except Exception:
            links = None
        outcomes.put((page, links))
        if links is None:
            with log.get_lock():
                log.value += 1


def crawl(start, fetch, workers=4, connections=2, on_progress=None):
    global log
    log = multiprocessing.Value("i", 0)
    pages = multiprocessing.Queue()
    outcomes = multiprocessing.Queue()
    team = [
        multiprocessing.Process(target=work, args=(fetch, pages, outcomes), daemon=True)
        for _ in range(min(workers, connections))
    ]
    for worker in team:
        worker.start()
    known = {start}
    fetched = {}
    pages.put((start,))
    try:
        while len(fetched) < len(known):
            page, links = outcomes.get()
            fetched[page] = links
            for link in links or []:
                if link not in known:
                    known.add(link)
                    pages.put((link,))
            if on_progress:
                on_progress(len(fetched), len(known))
    finally:
        pages.cancel_join_thread()
        for worker in team:
            worker.terminate()
            worker.join()
    return fetched
