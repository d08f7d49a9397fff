"""The exception of one page is raised again by the whole crawl.

rejected by test_broken_pages: KeyError
"""

from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait


def try_to_fetch(fetch, page):
    return page, fetch(page)


def crawl(start, fetch, workers=4, connections=2, on_progress=None):
    result, known = {}, {start}
    with ProcessPoolExecutor(min(workers, connections)) as executor:
        futures = {executor.submit(try_to_fetch, fetch, start)}
        while futures:
            ready, futures = wait(futures, return_when=FIRST_COMPLETED)
            for future in ready:
                page, links = future.result()
                result[page] = links
                for link in links:
                    if link not in known:
                        known.add(link)
                        futures.add(executor.submit(try_to_fetch, fetch, link))
                if on_progress:
                    on_progress(len(result), len(known))
    return result
