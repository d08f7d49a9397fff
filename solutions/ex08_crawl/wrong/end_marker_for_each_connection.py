"""Puts as many signs of the end as there are connections, and not as there are workers.

rejected by test_whole_site: Process-3 and Process-4 wait
"""

import multiprocessing as mp


def work(fetch, tasks, found, connections):
    for (page,) in iter(tasks.get, None):
        try:
            with connections:
                links = fetch(page)
        except Exception:
            links = None
        found.put((page, links))


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
        page, links = found.get()
        result[page] = links
        for link in links or ():
            if link not in known:
                known.add(link)
                tasks.put((link,))
        if on_progress:
            on_progress(len(result), len(known))
    for _ in range(connections):
        tasks.put(None)
    for p in processes:
        p.join()
    return result
