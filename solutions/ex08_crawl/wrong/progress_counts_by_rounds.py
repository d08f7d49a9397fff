"""Calls on_progress once for several pages that are ready.

rejected by test_progress: expected done to go from 1 to 10
"""

from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait


def crawl(start, fetch, workers=4, connections=2, on_progress=None):
    result, known = {}, {start}
    with ProcessPoolExecutor(min(workers, connections)) as executor:
        pages = {executor.submit(fetch, start): start}
        while pages:
            ready, _ = wait(pages, return_when=FIRST_COMPLETED)
            for future in ready:
                page = pages.pop(future)
                result[page] = None if future.exception() else future.result()
                for link in result[page] or []:
                    if link not in known:
                        known.add(link)
                        pages[executor.submit(fetch, link)] = link
            if on_progress:
                on_progress(len(result), len(known))
    return result
