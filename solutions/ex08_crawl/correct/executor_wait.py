"""Futures, of which wait returns as soon as the first one is completed."""

from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait


def links_of(fetch, page):
    try:
        return fetch(page)
    except Exception:
        # Not by the future: an exception that cannot be received would break the executor.
        return None


def crawl(start, fetch, workers=4, connections=2, on_progress=None):
    result, known = {}, {start}
    with ProcessPoolExecutor(min(workers, connections)) as executor:
        pages = {executor.submit(links_of, fetch, start): start}
        while pages:
            ready, _ = wait(pages, return_when=FIRST_COMPLETED)
            for future in ready:
                page = pages.pop(future)
                result[page] = links = future.result()
                for link in links or []:
                    if link not in known:
                        known.add(link)
                        pages[executor.submit(links_of, fetch, link)] = link
                if on_progress:
                    on_progress(len(result), len(known))
    return result
