"""Puts a word before the page whose fetch raises, in the place where all others have the page.

rejected by test_any_page: unhashable type
"""

import multiprocessing


def work(fetch, pages, outcomes):
    while (task := pages.get()) is not None:
        (page,) = task
        try:
            outcomes.put((page, fetch(page)))
        except Exception:
            outcomes.put(("broken", page))


def crawl(start, fetch, workers=4, connections=2, on_progress=None):
    pages, outcomes = multiprocessing.Queue(), multiprocessing.Queue()
    team = []
    for _ in range(min(workers, connections)):
        team.append(multiprocessing.Process(target=work, args=(fetch, pages, outcomes)))
        team[-1].start()
    result, waiting, trouble = {}, {start}, None
    pages.put((start,))
    while waiting:
        page, links = outcomes.get()
        if page == "broken":
            page, links = links, None
        waiting.remove(page)
        result[page] = links
        for link in links or ():
            if link not in result and link not in waiting:
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
