"""Lets the exception come back through the future: one that cannot be received breaks the pool.

rejected by test_broken_pages: an exception that can be sent but not received
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
                links = None if future.exception() else future.result()
                result[page] = links
                for link in links or []:
                    if link not in known:
                        known.add(link)
                        pages[executor.submit(fetch, link)] = link
                if on_progress:
                    on_progress(len(result), len(known))
    return result
