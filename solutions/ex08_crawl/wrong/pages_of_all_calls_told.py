"""How many are done is counted in the module: the next call goes on from there.

rejected by test_progress: called after another crawl, crawl of a site with 2 pages: expected done
    to go from 1 to 2
"""

import multiprocessing


def work(fetch, pages, outcomes):
    while True:
        (page,) = pages.get()
        try:
            links = fetch(page)
        except Exception:
            links = None
        outcomes.put((page, links))


done = 0


def crawl(start, fetch, workers=4, connections=2, on_progress=None):
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
            global done
            done += 1
            if on_progress:
                on_progress(done, len(known))
    finally:
        pages.cancel_join_thread()
        for worker in team:
            worker.terminate()
            worker.join()
    return fetched
