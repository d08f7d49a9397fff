"""A pool; the callbacks of apply_async bring the news to the main thread.

slow: its callbacks come in threads
"""

import multiprocessing
import queue


def links_of(fetch, page):
    try:
        return fetch(page)
    except Exception:
        # Not by an error_callback: an exception that cannot be received would stop the pool.
        return None


def crawl(start, fetch, workers=4, connections=2, on_progress=None):
    news = queue.Queue()
    result, known = {}, {start}
    with multiprocessing.Pool(min(workers, connections)) as pool:

        def send(page):
            pool.apply_async(
                links_of,
                (fetch, page),
                callback=lambda links: news.put((page, links)),
            )

        send(start)
        while len(result) < len(known):
            page, links = news.get()
            result[page] = links
            for link in links or []:
                if link not in known:
                    known.add(link)
                    send(link)
            if on_progress:
                on_progress(len(result), len(known))
    return result
