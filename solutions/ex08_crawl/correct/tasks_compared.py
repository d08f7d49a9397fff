"""A task is a frozen dataclass of function and page; it comes back, and is crossed out."""

import multiprocessing
from dataclasses import dataclass
from typing import Any, Callable


@dataclass(frozen=True)
class Task:
    function: Callable
    page: Any

    def run(self):
        try:
            return self.function(self.page)
        except Exception:
            return None


def work(tasks, results):
    for task in iter(tasks.get, None):
        results.put((task, task.run()))


def crawl(start, fetch, workers=4, connections=2, on_progress=None):
    tasks, results = multiprocessing.Queue(), multiprocessing.Queue()
    team = [
        multiprocessing.Process(target=work, args=(tasks, results))
        for _ in range(min(workers, connections))
    ]
    for one in team:
        one.start()
    first = Task(fetch, start)
    known, open_tasks, site = {first}, {first}, {}
    tasks.put(first)
    try:
        while open_tasks:
            task, links = results.get()
            open_tasks.remove(task)
            site[task.page] = links
            for link in links or ():
                new = Task(fetch, link)
                if new not in known:
                    known.add(new)
                    open_tasks.add(new)
                    tasks.put(new)
            if on_progress:
                on_progress(len(site), len(known))
    except Exception:
        for one in team:
            one.terminate()
        tasks.cancel_join_thread()
        raise
    else:
        for _ in team:
            tasks.put(None)
    finally:
        for one in team:
            one.join()
    return site
