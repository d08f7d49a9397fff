"""Goes through lists of a manager, one item after the other, to see what is known.

slow: each look at an item goes through a manager
"""

from multiprocessing import Manager, Process, Queue


def worker(todo, news, fetch):
    while True:
        box = todo.get()
        if box == []:
            break
        try:
            links = fetch(box[0])
        except Exception:
            links = None
        news.put((box[0], links))


def is_in(page, pages):
    for other in pages:
        if other == page:
            return True
    return False


def crawl(start, fetch, workers=4, connections=2, on_progress=None):
    with Manager() as manager:
        known, finished = manager.list(), manager.list()
        todo, news, result = Queue(), Queue(), {}
        team = [
            Process(target=worker, args=(todo, news, fetch))
            for _ in range(min(workers, connections))
        ]
        for one in team:
            one.start()
        known.append(start)
        todo.put([start])
        problem = None
        waiting = 1
        while waiting:
            page, links = news.get()
            waiting -= 1
            result[page] = links
            finished.append(page)
            for link in links or []:
                if problem is None and not is_in(link, known):
                    known.append(link)
                    todo.put([link])
                    waiting += 1
            if on_progress and problem is None:
                try:
                    on_progress(sum(is_in(page, known) for page in finished), len(known))
                except Exception as error:
                    problem = error
            assert is_in(page, finished)
        for one in team:
            todo.put([])
        for one in team:
            one.join()
    if problem is not None:
        raise problem
    return result
