"""A pool of all the workers, which learn of the semaphore when they start.

like: manager_semaphore.py
"""

import multiprocessing
import queue


def begin(semaphore):
    global lines
    lines = semaphore


def fetch_on_a_line(fetch, page):
    try:
        with lines:
            return fetch(page)
    except Exception:
        # Not by the promise: an exception that cannot be received would stop the pool.
        return None


def crawl(start, fetch, workers=4, connections=2, on_progress=None):
    ready = queue.SimpleQueue()
    result, promises = {}, {}
    semaphore = multiprocessing.BoundedSemaphore(connections)
    pool = multiprocessing.Pool(workers, begin, (semaphore,))

    def hand_in(page):
        def tell(_):
            ready.put(page)

        promises[page] = pool.apply_async(fetch_on_a_line, (fetch, page), {}, tell)

    try:
        hand_in(start)
        while len(result) < len(promises):
            page = ready.get()
            result[page] = promises[page].get()
            for link in result[page] or []:
                if link not in promises:
                    hand_in(link)
            if on_progress:
                on_progress(len(result), len(promises))
    finally:  # on_progress may have raised
        pool.close()
        pool.join()
    return result
