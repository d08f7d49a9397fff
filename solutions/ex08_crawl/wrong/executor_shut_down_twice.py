"""After shutdown without waiting, the end of the executor's `with` waits for nobody any more.

rejected by test_nothing_left_behind: still running
"""

from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait


def visit(fetch, page):
    try:
        return page, fetch(page)
    except Exception:
        return page, None


def crawl(start, fetch, workers=4, connections=2, on_progress=None):
    result, known = {}, {start}
    with ProcessPoolExecutor(min(workers, connections)) as executor:
        try:
            pending = {executor.submit(visit, fetch, start)}
            while pending:
                done, pending = wait(pending, return_when=FIRST_COMPLETED)
                for future in done:
                    page, links = future.result()
                    result[page] = links
                    for link in links or ():
                        if link not in known:
                            known.add(link)
                            pending.add(executor.submit(visit, fetch, link))
                    if on_progress:
                        on_progress(len(result), len(known))
        finally:
            executor.shutdown(wait=False, cancel_futures=True)
    return result
