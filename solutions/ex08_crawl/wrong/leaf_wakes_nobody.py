"""Notifies nobody of a page without new links while others wait: on_progress is called late.

rejected by test_progress: fetch raises for 'b', workers=1: expected on_progress to be called
"""

import multiprocessing


def work(fetch, changed, waiting, fetched, known):
    while True:
        with changed:
            changed.wait_for(lambda: len(waiting) or len(fetched) == len(known))
            if not len(waiting):
                return
            page = waiting.pop(0)
        try:
            links = fetch(page)
        except Exception:
            links = None
        with changed:
            news = len(known)
            for link in links or []:
                if link not in known:
                    known.append(link)
                    waiting.append(link)
            fetched.append((page, links))
            if len(known) > news or not len(waiting):
                changed.notify_all()


def crawl(start, fetch, workers=4, connections=2, on_progress=None):
    with multiprocessing.Manager() as manager:
        changed = multiprocessing.Condition()
        waiting, fetched = manager.list([start]), manager.list()
        known = manager.list([start])
        team = [
            multiprocessing.Process(target=work, args=(fetch, changed, waiting, fetched, known))
            for _ in range(min(workers, connections))
        ]
        for worker in team:
            worker.start()
        try:
            done, total = 0, 1
            while done < total:
                with changed:
                    changed.wait_for(lambda: len(fetched) > done)
                    total = len(known)
                done += 1
                if on_progress:
                    on_progress(done, total)
        finally:  # on_progress may have raised
            for worker in team:  # they go on to the end by themselves
                worker.join()
        return dict(fetched)
