"""Puts the tracebacks into a queue that nobody reads: a long one never gets through.

rejected by test_broken_pages: deadlock
"""

import multiprocessing
import traceback


def work(fetch, pages, outcomes, reasons):
    while (task := pages.get()) is not None:
        (page,) = task
        try:
            links = fetch(page)
        except Exception:
            links = None
            reasons.put((page, traceback.format_exc()))
        outcomes.put((page, links))


def crawl(start, fetch, workers=4, connections=2, on_progress=None):
    pages, outcomes = multiprocessing.Queue(), multiprocessing.Queue()
    reasons = multiprocessing.Queue()
    team = []
    for _ in range(min(workers, connections)):
        team.append(multiprocessing.Process(target=work, args=(fetch, pages, outcomes, reasons)))
        team[-1].start()
    result, waiting, trouble = {}, {start}, None
    pages.put((start,))
    while waiting:
        page, links = outcomes.get()
        waiting.remove(page)
        result[page] = links
        for link in links or ():
            if link not in result and link not in waiting:
                waiting.add(link)
                pages.put((link,))
        if on_progress and trouble is None:
            try:
                on_progress(len(result), len(result) + len(waiting))
            except Exception as error:
                trouble = error
    for _ in team:
        pages.put(None)
    for worker in team:
        worker.join()
    if trouble is not None:
        raise trouble
    return result
