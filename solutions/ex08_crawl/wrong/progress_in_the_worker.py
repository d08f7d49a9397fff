"""The workers call on_progress themselves.

rejected by test_progress: on_progress was called in another process
"""

import multiprocessing


def work(fetch, pages, outcomes, done, known, on_progress):
    while (task := pages.get()) is not None:
        (page,) = task
        try:
            links = fetch(page)
        except Exception:
            links = None
        with done.get_lock():
            done.value += 1
            for link in links or []:
                if link not in known:
                    known.append(link)
                    pages.put((link,))
            if on_progress:
                on_progress(done.value, len(known))
        outcomes.put((page, links, len(known)))


def crawl(start, fetch, workers=4, connections=2, on_progress=None):
    with multiprocessing.Manager() as manager:
        pages, outcomes = multiprocessing.Queue(), multiprocessing.Queue()
        done, known = multiprocessing.Value("i", 0), manager.list([start])
        team = [
            multiprocessing.Process(
                target=work, args=(fetch, pages, outcomes, done, known, on_progress)
            )
            for _ in range(min(workers, connections))
        ]
        for worker in team:
            worker.start()
        pages.put((start,))
        result, count = {}, 1
        while len(result) < count:
            page, links, seen = outcomes.get()
            result[page] = links
            count = max(count, seen)
        for _ in team:
            pages.put(None)
        for worker in team:
            worker.join()
    return result
