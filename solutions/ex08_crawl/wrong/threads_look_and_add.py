"""Two threads see that a link is not known yet, before either of them adds it.

rejected by test_however_they_take_turns: expected each page to be fetched once
"""

import multiprocessing
import queue
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
    waiting, outcomes, known = queue.Queue(), queue.Queue(), {start}

    def serve(line):
        while (task := waiting.get()) is not None:
            line.send(task)
            links = line.recv()
            fresh = []
            for link in links or []:
                if link not in known:
                    known.add(link)
                    fresh.append(link)
            outcomes.put((task[0], links, fresh))

    lines, team = [], []
    for _ in range(min(workers, connections)):
        here, there = multiprocessing.Pipe()
        team.append(multiprocessing.Process(target=work, args=(there, fetch)))
        team[-1].start()
        lines.append(here)
    threads = [threading.Thread(target=serve, args=(line,)) for line in lines]
    for thread in threads:
        thread.start()
    result, under_way, count = {}, 1, 1
    waiting.put((start,))
    while under_way:
        page, links, fresh = outcomes.get()
        result[page] = links
        under_way += len(fresh) - 1
        count += len(fresh)
        if on_progress:
            on_progress(len(result), count)
        for link in fresh:
            waiting.put((link,))
    for _ in threads:
        waiting.put(None)
    for thread in threads:
        thread.join()
    for line in lines:
        line.send(None)
    for worker in team:
        worker.join()
    return result
