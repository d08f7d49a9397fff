"""Fetches all pages of one level before it begins with the next.

rejected by test_no_connection_idle: 10 pages, no numbers given: expected 2 fetches at a
    time, there was 1 while
"""

import functools
import multiprocessing


def try_to_fetch(fetch, page):
    try:
        return page, fetch(page)
    except Exception:
        return page, None


def crawl(start, fetch, workers=4, connections=2, on_progress=None):
    attempt = functools.partial(try_to_fetch, fetch)
    result, known, level = {}, {start}, [start]
    with multiprocessing.Pool(min(workers, connections)) as pool:
        while level:
            found = []
            for page, links in pool.imap(attempt, level):
                result[page] = links
                for link in links or []:
                    if link not in known:
                        known.add(link)
                        found.append(link)
                if on_progress:
                    on_progress(len(result), len(known))
            level = found
    return result
