"""Pages are dealt out to queues of the workers: one waits there while another is idle.

rejected by test_no_connection_idle: expected
"""

import multiprocessing


def work(fetch, pages, outcomes):
    while (task := pages.get()) is not None:
        (page,) = task
        try:
            links = fetch(page)
        except Exception:
            links = None
        outcomes.put((page, links))


def crawl(start, fetch, workers=4, connections=2, on_progress=None):
    number = min(workers, connections)
    queues = [multiprocessing.Queue() for _ in range(number)]
    outcomes = multiprocessing.Queue()
    team = [multiprocessing.Process(target=work, args=(fetch, pages, outcomes)) for pages in queues]
    for worker in team:
        worker.start()
    result, known = {}, {start}
    queues[0].put((start,))
    while len(result) < len(known):
        page, links = outcomes.get()
        result[page] = links
        for link in links or []:
            if link not in known:
                queues[len(known) % number].put((link,))
                known.add(link)
        if on_progress:
            on_progress(len(result), len(known))
    for pages in queues:
        pages.put(None)
    for worker in team:
        worker.join()
    return result
