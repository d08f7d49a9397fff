"""map over the queue: a StopIteration of fetch looks like the end of the pages.

rejected by test_broken_pages: deadlock: nobody can move any more.
"""

import multiprocessing as mp


class Safe:
    def __init__(self, fetch):
        self.fetch = fetch

    def __call__(self, order):
        try:
            return order[0], self.fetch(order[0])
        except StopIteration:
            raise
        except Exception:
            return order[0], None


def work(pages, outcomes, fetch):
    for outcome in map(Safe(fetch), iter(pages.get, None)):
        outcomes.put(outcome)


def crawl(start, fetch, workers=4, connections=2, on_progress=None):
    n = min(workers, connections)
    pages, outcomes = mp.Queue(), mp.Queue()
    ps = [mp.Process(target=work, args=(pages, outcomes, fetch)) for _ in range(n)]
    for p in ps:
        p.start()
    known, out = {start}, {}
    pages.put((start,))
    while len(out) < len(known):
        page, links = outcomes.get()
        out[page] = links
        for link in links or []:
            if link not in known:
                known.add(link)
                pages.put((link,))
        if on_progress:
            on_progress(len(out), len(known))
    for p in ps:
        pages.put(None)
    for p in ps:
        p.join()
    return out
