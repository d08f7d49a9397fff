"""Looks again and again which results are ready; the end is decided by what is under way.

slow: it looks again and again
"""

import multiprocessing
import time


def attempt(fetch, page):
    try:
        return fetch(page)
    except Exception:
        return None


def crawl(start, fetch, workers=4, connections=2, on_progress=None):
    found, known = {}, {start}
    waiting, under_way = [start], {}
    with multiprocessing.Pool(workers) as pool:
        while waiting or under_way:
            while waiting and len(under_way) < connections:
                page = waiting.pop(0)
                under_way[page] = pool.apply_async(attempt, (fetch, page))
            for page in [page for page, result in under_way.items() if result.ready()]:
                found[page] = under_way.pop(page).get()
                for link in found[page] or []:
                    if link not in known:
                        known.add(link)
                        waiting.append(link)
                if on_progress:
                    on_progress(len(found), len(known))
            time.sleep(0.005)
        pool.close()
        pool.join()
    return found
