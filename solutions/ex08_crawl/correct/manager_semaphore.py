"""A manager's semaphore and queue go along with each task, so the pool needs no initializer.

slow: each of its calls goes through a manager
"""

import multiprocessing


def fetch_on_a_line(fetch, page, lines, outcomes):
    lines.acquire()
    try:
        links = fetch(page)
    except Exception:
        links = None
    finally:
        lines.release()
    outcomes.put((page, links))


def crawl(start, fetch, workers=4, connections=2, on_progress=None):
    result, known = {}, {start}
    with multiprocessing.Manager() as manager, multiprocessing.Pool(workers) as pool:
        lines, outcomes = manager.BoundedSemaphore(connections), manager.Queue()
        pool.apply_async(fetch_on_a_line, (fetch, start, lines, outcomes))
        while len(result) < len(known):
            page, links = outcomes.get()
            result[page] = links
            for link in links or []:
                if link not in known:
                    known.add(link)
                    pool.apply_async(fetch_on_a_line, (fetch, link, lines, outcomes))
            if on_progress:
                on_progress(len(result), len(known))
        pool.close()
        pool.join()
    return result
