"""A worker takes a connection first and a page then, and keeps it for what it found.

rejected by test_no_connection_idle: expected 2 fetches at a time, was 1
"""

import multiprocessing


def work(fetch, lines, pages, outcomes):
    while (task := pages.get()) is not None:
        own = [*task]
        with lines:
            while own:
                page = own.pop()
                try:
                    links = fetch(page)
                except Exception:
                    links = None
                answer, theirs = multiprocessing.Pipe()
                outcomes.put((page, links, theirs))
                own += answer.recv()


def crawl(start, fetch, workers=4, connections=2, on_progress=None):
    pages, outcomes = multiprocessing.Queue(), multiprocessing.SimpleQueue()
    lines = multiprocessing.Semaphore(connections)
    team = [
        multiprocessing.Process(target=work, args=(fetch, lines, pages, outcomes))
        for _ in range(workers)
    ]
    for worker in team:
        worker.start()
    result, known = {}, {start}
    pages.put([start])
    while len(result) < len(known):
        page, links, conn = outcomes.get()
        result[page] = links
        new = [link for link in dict.fromkeys(links or []) if link not in known]
        known.update(new)
        conn.send(new)
        if on_progress:
            on_progress(len(result), len(known))
    for _ in team:
        pages.put(None)
    for worker in team:
        worker.join()
    return result
