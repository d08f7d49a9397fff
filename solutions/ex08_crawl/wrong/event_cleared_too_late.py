"""A thread looks, and then clears the event: the news that came in between are lost.

rejected by test_however_they_take_turns: deadlock
"""

import multiprocessing
import threading


def work(line, fetch):
    while (task := line.recv()) is not None:
        (page,) = task
        try:
            links = fetch(page)
        except Exception:
            links = None
        line.send(links)


def crawl(start, fetch, workers=4, connections=2, on_progress=None):
    waiting, known, result = [start], {start}, {}
    lock, news = threading.Lock(), threading.Event()

    def serve(line):
        while True:
            with lock:
                if len(result) == len(known):
                    return
                page = waiting.pop() if waiting else None
                nothing = page is None
            if nothing:
                news.clear()
                news.wait()
                continue
            line.send((page,))
            links = line.recv()
            with lock:
                result[page] = links
                fresh = [link for link in dict.fromkeys(links or []) if link not in known]
                known.update(fresh)
                waiting.extend(fresh)
                if on_progress:
                    on_progress(len(result), len(known))
            news.set()

    lines, team = [], []
    for _ in range(min(workers, connections)):
        here, there = multiprocessing.Pipe()
        team.append(multiprocessing.Process(target=work, args=(there, fetch)))
        team[-1].start()
        lines.append(here)
    threads = [threading.Thread(target=serve, args=(line,)) for line in lines]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for line in lines:
        line.send(None)
    for worker in team:
        worker.join()
    return result
