"""Follows no link that is more than ten away from the start.

rejected by test_whole_site: a page is 21 links away
"""

import multiprocessing


def work(fetch, pages, outcomes):
    while (task := pages.get()) is not None:
        (page,) = task
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
    depth = {start: 0}
    pages.put((start,))
    while waiting:
        page, links = outcomes.get()
        waiting.remove(page)
        result[page] = links
        for link in links or ():
            if link not in result and link not in waiting and depth[page] < 10:
                depth[link] = depth[page] + 1
                waiting.add(link)
                pages.put((link,))
        if on_progress and trouble is None:
            try:
                on_progress(len(result), len(result) + len(waiting))
            except Exception as error:
                trouble = error
    for _ in team:
        pages.put(None)
    for worker in team:
        worker.join()
    if trouble is not None:
        raise trouble
    return result
