"""Sends pages in dictionaries, and the end as well: a text in the place of the page.

rejected by test_any_page: deadlock
"""

import multiprocessing


def work(fetch, pages, outcomes):
    while True:
        page = pages.get()["page"]
        if page == "__quit__":
            break
        try:
            links = fetch(page)
        except Exception:
            links = None
        outcomes.put((page, links))


def crawl(start, fetch, workers=4, connections=2, on_progress=None):
    pages, outcomes = multiprocessing.Queue(), multiprocessing.Queue()
    team = []
    for _ in range(min(workers, connections)):
        team.append(multiprocessing.Process(target=work, args=(fetch, pages, outcomes)))
        team[-1].start()
    result, waiting, trouble = {}, {start}, None
    pages.put({"page": start})
    while waiting:
        page, links = outcomes.get()
        waiting.remove(page)
        result[page] = links
        for link in links or ():
            if link not in result and link not in waiting:
                waiting.add(link)
                pages.put({"page": link})
        if on_progress and trouble is None:
            try:
                on_progress(len(result), len(result) + len(waiting))
            except Exception as error:
                trouble = error
    for _ in team:
        pages.put({"page": "__quit__"})
    for worker in team:
        worker.join()
    if trouble is not None:
        raise trouble
    return result
