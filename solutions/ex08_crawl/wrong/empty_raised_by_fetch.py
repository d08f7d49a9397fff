"""An `except queue.Empty` that is meant for get is around fetch as well.

A fetch that raises Empty itself has its page lost, and crawl waits for it.

rejected by test_broken_pages: for ever
"""

import multiprocessing
import queue


def work(todo, results, places, fetch):
    while True:
        try:
            task = todo.get(timeout=1)
            if task is None:
                return
            page = task[0]
            with places:
                links = fetch(page)
        except queue.Empty:
            continue
        except Exception:
            links = None
        results.put((page, links))


def crawl(start, fetch, workers=4, connections=2, on_progress=None):
    todo, results = multiprocessing.Queue(), multiprocessing.Queue()
    places = multiprocessing.Semaphore(connections)
    crew = [
        multiprocessing.Process(target=work, args=(todo, results, places, fetch))
        for _ in range(workers)
    ]
    for member in crew:
        member.start()
    site, known = {}, {start}
    todo.put((start,))
    while len(site) < len(known):
        page, links = results.get()
        site[page] = links
        for link in links or []:
            if link not in known:
                known.add(link)
                todo.put((link,))
        if on_progress is not None:
            on_progress(len(site), len(known))
    for _ in crew:
        todo.put(None)
    for member in crew:
        member.join()
    return site
