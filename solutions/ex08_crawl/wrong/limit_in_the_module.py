"""Counts who fetches in a Value of the module, another one in each spawned worker.

rejected by test_every_start_method: under forkserver: expected 2 fetches at a time, there were 4
"""

import multiprocessing

inside = multiprocessing.Value("i", 0)
changed = multiprocessing.Condition()


def work(tasks, results, fetch, connections):
    while (page := tasks.get()) is not None:
        with changed:
            while inside.value >= connections:
                changed.wait()
            inside.value += 1
        try:
            links = fetch(page)
        except Exception:
            links = None
        with changed:
            inside.value -= 1
            changed.notify()
        results.put((page, links))


def crawl(start, fetch, workers=4, connections=2, on_progress=None):
    inside.value = 0
    tasks, results = multiprocessing.Queue(), multiprocessing.Queue()
    team = [
        multiprocessing.Process(target=work, args=(tasks, results, fetch, connections))
        for _ in range(workers)
    ]
    for worker in team:
        worker.start()
    known, found = {start}, {}
    error = None
    tasks.put(start)
    while len(found) < len(known):
        page, links = results.get()
        found[page] = links
        for link in links or []:
            if link not in known:
                known.add(link)
                if not error:
                    tasks.put(link)
        if on_progress and not error:
            try:
                on_progress(len(found), len(known))
            except Exception as raised:
                error = raised
                break
    for _ in team:
        tasks.put(None)
    while any(worker.is_alive() for worker in team):
        for worker in team:
            worker.join(0.01)
        while not results.empty():
            results.get()
    if error:
        raise error
    return found
