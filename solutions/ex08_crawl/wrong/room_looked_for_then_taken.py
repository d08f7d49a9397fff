"""Looks whether a connection is free and then takes it: two may see the same one.

rejected by test_never_too_many_connections: workers=2, connections=1: expected 1 fetch at a time,
    got 2
"""

import multiprocessing


def work(fetch, busy, changed, connections, pages, outcomes):
    while (task := pages.get()) is not None:
        (page,) = task
        with changed:
            changed.wait_for(lambda: busy.value < connections)
        with changed:
            busy.value += 1
        try:
            links = fetch(page)
        except Exception:
            links = None
        with changed:
            busy.value -= 1
            changed.notify_all()
        outcomes.put((page, links))


def crawl(start, fetch, workers=4, connections=2, on_progress=None):
    pages, outcomes = multiprocessing.Queue(), multiprocessing.Queue()
    busy, changed = multiprocessing.Value("i", 0), multiprocessing.Condition()
    arguments = (fetch, busy, changed, connections, pages, outcomes)
    team = [multiprocessing.Process(target=work, args=arguments) for _ in range(workers)]
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
