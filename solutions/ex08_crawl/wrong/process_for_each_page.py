"""Starts a process for each page, and only the semaphore limits them.

rejected by test_whole_site: expected no more workers than 4, there were 7
"""

import multiprocessing


def work(fetch, lines, page, outcomes):
    with lines:
        try:
            links = fetch(page)
        except Exception:
            links = None
    outcomes.put((page, links))


def crawl(start, fetch, workers=4, connections=2, on_progress=None):
    outcomes, lines = multiprocessing.SimpleQueue(), multiprocessing.Semaphore(connections)
    team, result, known = [], {}, set()

    def add(page):
        known.add(page)
        team.append(multiprocessing.Process(target=work, args=(fetch, lines, page, outcomes)))
        team[-1].start()

    add(start)
    while len(result) < len(known):
        page, links = outcomes.get()
        result[page] = links
        for link in links or []:
            if link not in known:
                add(link)
        if on_progress:
            on_progress(len(result), len(known))
    for worker in team:
        worker.join()
    return result
