"""The workers write into a dictionary of their own, which the parent never sees.

rejected by test_whole_site: expected {'home': []}, got {}
"""

import multiprocessing


def work(fetch, pages, result):
    while True:
        (page,) = pages.get()
        if page not in result:
            try:
                result[page] = fetch(page)
            except Exception:
                result[page] = None
            for link in result[page] or []:
                pages.put((link,))
        pages.task_done()


def crawl(start, fetch, workers=4, connections=2, on_progress=None):
    pages, result = multiprocessing.JoinableQueue(), {}
    team = [
        multiprocessing.Process(target=work, args=(fetch, pages, result), daemon=True)
        for _ in range(min(workers, connections))
    ]
    for worker in team:
        worker.start()
    pages.put((start,))
    pages.join()
    for worker in team:
        worker.terminate()
        worker.join()
    return result
