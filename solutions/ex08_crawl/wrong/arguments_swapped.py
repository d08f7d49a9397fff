"""Takes the connections first and the workers after them, which shows when they are not named.

rejected by test_whole_site: expected no more workers than 1
"""

import multiprocessing


def work(fetch, lines, pages, outcomes):
    for page in iter(pages.get, ["end"]):
        with lines:
            try:
                links = fetch(*page)
            except Exception:
                links = None
        outcomes.put((*page, links))


def crawl(start, fetch, connections=2, workers=4, on_progress=None):
    pages, outcomes = multiprocessing.Queue(), multiprocessing.Queue()
    lines = multiprocessing.Semaphore(connections)
    team = [
        multiprocessing.Process(target=work, args=(fetch, lines, pages, outcomes))
        for _ in range(workers)
    ]
    for worker in team:
        worker.start()
    result, known, trouble = {}, [start], None
    pages.put((start,))
    while len(result) != len(known):
        page, links = outcomes.get()
        result[page] = links
        if links:
            for link in links:
                if link not in known:
                    known.append(link)
                    pages.put((link,))
        if on_progress and trouble is None:
            try:
                on_progress(done=len(result), known=len(known))
            except Exception as error:
                trouble = error
    for worker in team:
        pages.put(["end"])
    for worker in team:
        worker.join()
    if trouble is not None:
        raise trouble
    return result
