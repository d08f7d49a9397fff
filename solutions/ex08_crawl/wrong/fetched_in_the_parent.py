"""No worker at all: an ordinary loop does everything.

rejected by test_whole_site: a page was fetched by the process that called crawl
"""


def crawl(start, fetch, workers=4, connections=2, on_progress=None):
    result, waiting = {}, [start]
    while waiting:
        page = waiting.pop()
        try:
            result[page] = fetch(page)
        except Exception:
            result[page] = None
        for link in result[page] or []:
            if link not in result and link not in waiting:
                waiting.append(link)
        if on_progress:
            on_progress(len(result), len(result) + len(waiting))
    return result
