"""imap_unordered over a generator that waits for the next page to become known."""

import multiprocessing
import queue


class Attempt:
    def __init__(self, fetch):
        self.fetch = fetch

    def __call__(self, page):
        try:
            return page, self.fetch(page)
        except Exception:
            return page, None


def given(pages):
    while (task := pages.get()) is not None:
        yield task[0]


def crawl(start, fetch, workers=4, connections=2, on_progress=None):
    pages = queue.Queue()
    pages.put((start,))
    result, known = {}, {start}
    pool = multiprocessing.Pool(min(workers, connections))
    try:
        for page, links in pool.imap_unordered(Attempt(fetch), given(pages)):
            result[page] = links
            for link in links or []:
                if link not in known:
                    known.add(link)
                    pages.put((link,))
            if on_progress:
                on_progress(len(result), len(known))
            if len(result) == len(known):
                break
    finally:  # on_progress may have raised
        pages.put(None)
        pool.close()
        pool.join()
    return result
