"""A JoinableQueue knows when everything is done; a thread waits for that moment."""

import multiprocessing
import threading


def work(fetch, pages, outcomes, known, lock):
    while True:
        (page,) = pages.get()
        try:
            links = fetch(page)
        except Exception:
            links = None
        with lock:
            for link in links or []:
                if link not in known:
                    known.append(link)
                    pages.put((link,))
            count = len(known)
        outcomes.put((page, links, count))
        pages.task_done()


def tell_the_end(pages, outcomes):
    pages.join()
    outcomes.put(None)


def crawl(start, fetch, workers=4, connections=2, on_progress=None):
    result, trouble = {}, []
    with multiprocessing.Manager() as manager:
        # Without a feeder, so that the end cannot overtake the last outcome.
        pages, outcomes = multiprocessing.JoinableQueue(), multiprocessing.SimpleQueue()
        known, lock = manager.list([start]), multiprocessing.Lock()
        team = [
            multiprocessing.Process(
                target=work, args=(fetch, pages, outcomes, known, lock), daemon=True
            )
            for _ in range(min(workers, connections))
        ]
        for worker in team:
            worker.start()
        pages.put((start,))
        watcher = threading.Thread(target=tell_the_end, args=(pages, outcomes))
        watcher.start()
        count = 0
        while (outcome := outcomes.get()) is not None:
            page, links, seen = outcome
            count = max(count, seen)
            result[page] = links
            if on_progress and not trouble:
                try:
                    on_progress(len(result), count)
                except Exception as error:
                    trouble.append(error)
        watcher.join()
        for worker in team:
            worker.terminate()
            worker.join()
    if trouble:
        raise trouble[0]
    return result
