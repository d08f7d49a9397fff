"""Takes two locks for each page, and for a broken one in the opposite order.

rejected by test_broken_pages: deadlock: nobody can move any more
"""

import multiprocessing


def work(fetch, changed, noting, waiting, fetched, known):
    while True:
        with changed:
            changed.wait_for(lambda: len(waiting) or len(fetched) == len(known))
            if not len(waiting):
                return
            page = waiting.pop(0)
        try:
            links = fetch(page)
        except Exception:
            with noting, changed:
                fetched.append((page, None))
                changed.notify_all()
            continue
        with changed:
            for link in links or []:
                if link not in known:
                    known.append(link)
                    waiting.append(link)
            with noting:
                fetched.append((page, links))
            changed.notify_all()


def crawl(start, fetch, workers=4, connections=2, on_progress=None):
    with multiprocessing.Manager() as manager:
        changed, noting = multiprocessing.Condition(), multiprocessing.Lock()
        waiting, fetched = manager.list([start]), manager.list()
        known = manager.list([start])
        team = [
            multiprocessing.Process(
                target=work, args=(fetch, changed, noting, waiting, fetched, known)
            )
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
        finally:
            for worker in team:
                worker.join()
        return dict(fetched)
