"""Leaves it to the executor to hand over what fetch raises: some exceptions end the executor.

rejected by test_broken_pages: fetch raises CannotBeUnpickled for 6 of 7 pages: expected each page
    to be fetched once
"""

from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait


def crawl(start, fetch, workers=4, connections=2, on_progress=None):
    found, known = {}, {start}
    with ProcessPoolExecutor(min(workers, connections)) as executor:
        pending = {executor.submit(fetch, start): start}
        while pending:
            done, _ = wait(pending, return_when=FIRST_COMPLETED)
            for future in done:
                page = pending.pop(future)
                try:
                    links = future.result()
                except Exception:
                    links = None
                found[page] = links
                for link in links or []:
                    if link not in known:
                        known.add(link)
                        pending[executor.submit(fetch, link)] = link
                if on_progress:
                    on_progress(len(found), len(known))
    return found
