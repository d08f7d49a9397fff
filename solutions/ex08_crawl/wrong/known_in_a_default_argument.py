"""The known pages are in a default argument: a second crawl finds that it knows them all.

rejected by test_whole_site: called twice
"""

import multiprocessing as mp


def _work(tasks, news, lamps, fetch):
    for (page,) in iter(tasks.get, None):
        with lamps:
            try:
                links = fetch(page)
            except Exception:
                links = None
        news.put((page, links))


def crawl(start, fetch, workers=4, connections=2, on_progress=None, known=set()):
    tasks, news, lamps = mp.Queue(), mp.Queue(), mp.Semaphore(connections)
    team = [mp.Process(target=_work, args=(tasks, news, lamps, fetch)) for _ in range(workers)]
    for w in team:
        w.start()
    found, pending = {}, 1
    known.add(start)
    tasks.put((start,))
    while pending:
        page, links = news.get()
        pending -= 1
        found[page] = links
        for link in links or []:
            if link not in known:
                known.add(link)
                pending += 1
                tasks.put((link,))
        if on_progress:
            on_progress(len(found), len(known))
    for _ in team:
        tasks.put(None)
    for w in team:
        w.join()
    return found
