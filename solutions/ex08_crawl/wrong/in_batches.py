"""Sends out as many pages as there are connections, and waits for all of them.

rejected by test_no_connection_idle: 7 pages, no numbers given: expected 2 fetches at a
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
            batch, level = level[:connections], level[connections:]
            for page, links in pool.map(attempt, batch, chunksize=1):
                result[page] = links
                for link in links or []:
                    if link not in known:
                        known.add(link)
                        level.append(link)
                if on_progress:
                    on_progress(len(result), len(known))
    return result
