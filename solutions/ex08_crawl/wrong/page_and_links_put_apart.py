"""Puts a page and its links one after the other: those of another worker can come in between.

rejected by test_however_they_take_turns: TypeError
"""

import multiprocessing as mp


def work(fetch, tasks, found, connections):
    for (page,) in iter(tasks.get, None):
        try:
            with connections:
                links = fetch(page)
        except Exception:
            links = None
        found.put(page)
        found.put(links)


def crawl(start, fetch, workers=4, connections=2, on_progress=None):
    tasks, found = mp.Queue(), mp.Queue()
    semaphore = mp.Semaphore(connections)
    processes = [
        mp.Process(target=work, args=(fetch, tasks, found, semaphore)) for _ in range(workers)
    ]
    for p in processes:
        p.start()
    known, result = {start}, {}
    tasks.put((start,))
    while len(result) < len(known):
        page, links = found.get(), found.get()
        result[page] = links
        for link in links or ():
            if link not in known:
                known.add(link)
                tasks.put((link,))
        if on_progress:
            on_progress(len(result), len(known))
    for p in processes:
        tasks.put(None)
    for p in processes:
        p.join()
    return result
