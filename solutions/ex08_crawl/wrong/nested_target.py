"""The workers run a nested function, which only fork can start.

rejected by test_every_start_method: .<locals>.work
"""

import multiprocessing


def crawl(start, fetch, workers=4, connections=2, on_progress=None):
    pages, outcomes = multiprocessing.Queue(), multiprocessing.Queue()

    def work():
        while (task := pages.get()) is not None:
            try:
                links = fetch(*task)
            except Exception:
                links = None
            outcomes.put((*task, links))

    team = [multiprocessing.Process(target=work) for _ in range(min(workers, connections))]
    for worker in team:
        worker.start()
    result, known = {}, {start}
    pages.put((start,))
    while len(result) < len(known):
        page, links = outcomes.get()
        result[page] = links
        for link in links or []:
            if link not in known:
                known.add(link)
                pages.put((link,))
        if on_progress:
            on_progress(len(result), len(known))
    for _ in team:
        pages.put(None)
    for worker in team:
        worker.join()
    return result
