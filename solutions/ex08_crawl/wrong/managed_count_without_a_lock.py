"""Counts the pending pages in a managed dictionary: += is two calls, and nothing is in between.

rejected by test_however_they_take_turns: deadlock: nobody can move any more.
"""

import multiprocessing


def work(fetch, number, pages, outcomes, known, books, lock):
    while (task := pages.get()) is not None:
        (page,) = task
        try:
            links = fetch(page)
        except Exception:
            links = None
        with lock:
            new = [link for link in dict.fromkeys(links or []) if link not in known]
            known.update(dict.fromkeys(new, True))
        books["pending"] += len(new) - 1
        outcomes.put((page, links, len(known)))
        for link in new:
            pages.put((link,))
        if books["pending"] == 0:
            for _ in range(number):
                pages.put(None)
    outcomes.put(None)


def crawl(start, fetch, workers=4, connections=2, on_progress=None):
    number = min(workers, connections)
    result = {}
    with multiprocessing.Manager() as manager:
        pages, outcomes = multiprocessing.Queue(), manager.Queue()
        known, lock = manager.dict({start: True}), multiprocessing.Lock()
        books = manager.dict(pending=1)
        arguments = (fetch, number, pages, outcomes, known, books, lock)
        team = [multiprocessing.Process(target=work, args=arguments) for _ in range(number)]
        for worker in team:
            worker.start()
        pages.put((start,))
        working = number
        while working:
            outcome = outcomes.get()
            if outcome is None:
                working -= 1
                continue
            page, links, count = outcome
            result[page] = links
            if on_progress:
                on_progress(len(result), count)
        for worker in team:
            worker.join()
    return result
