"""Sends the lock with the first call only: a later process that is not forked makes its own.

rejected by test_however_they_take_turns: under spawn: deadlock
"""

import multiprocessing

LOCK = multiprocessing.Lock()
SENT = []


def work(fetch, number, pages, outcomes, known, pending, lock):
    while (task := pages.get()) is not None:
        (page,) = task
        try:
            links = fetch(page)
        except Exception:
            links = None
        with lock or LOCK:
            for link in links or []:
                if link not in known:
                    known[link] = True
                    pending.value += 1
                    pages.put((link,))
            pending.value -= 1
            if pending.value == 0:
                for _ in range(number):
                    pages.put(None)
            outcomes.put((page, links, len(known)))
    outcomes.put(None)


def crawl(start, fetch, workers=4, connections=2, on_progress=None):
    number = min(workers, connections)
    result = {}
    with multiprocessing.Manager() as manager:
        pages, outcomes = multiprocessing.Queue(), manager.Queue()
        known, lock = manager.dict({start: True}), None if SENT else LOCK
        SENT.append(1)
        pending = multiprocessing.Value("i", 1, lock=False)
        arguments = (fetch, number, pages, outcomes, known, pending, lock)
        team = [multiprocessing.Process(target=work, args=arguments) for _ in range(number)]
        for worker in team:
            worker.start()
        pages.put((start,))
        try:
            working = number
            while working:
                outcome = outcomes.get()
                if outcome is None:
                    working -= 1
                    continue
                page, links, count = outcome
                result[page] = links
                if on_progress:
                    on_progress(len(result), count)
        finally:  # on_progress may have raised
            for worker in team:  # they go on to the end by themselves
                worker.join()
    return result
