"""Empties the list of links that was put: it is pickled later, and may be empty by then.

rejected by test_however_they_take_turns: got {'home': ['news', 'shop'], 'news': ['news', 'home']
"""

import multiprocessing


def work(tasks, results, fetch):
    links = []
    while (page := tasks.get()) is not None:
        links.clear()
        try:
            links.extend(fetch(page))
        except Exception:
            results.put((page, None))
        else:
            results.put((page, links))


def crawl(start, fetch, workers=4, connections=2, on_progress=None):
    tasks, results = multiprocessing.Queue(), multiprocessing.Queue()
    team = [
        multiprocessing.Process(target=work, args=(tasks, results, fetch))
        for _ in range(min(workers, connections))
    ]
    for worker in team:
        worker.start()
    try:
        known, found = {start}, {}
        tasks.put(start)
        while len(found) < len(known):
            page, links = results.get()
            found[page] = links
            for link in links or []:
                if link not in known:
                    known.add(link)
                    tasks.put(link)
            if on_progress:
                on_progress(len(found), len(known))
    finally:
        for worker in team:
            worker.terminate()
            worker.join()
        tasks.cancel_join_thread()
    return found
