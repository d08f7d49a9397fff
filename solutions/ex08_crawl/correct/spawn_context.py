"""Everything comes from one explicit context, and the workers are a subclass of Process.

slow: each of its processes imports the program anew
"""

import multiprocessing

context = multiprocessing.get_context("spawn")


class Caver(context.Process):
    def __init__(self, fetch, pages, outcomes):
        super().__init__(daemon=True)
        self.fetch, self.pages, self.outcomes = fetch, pages, outcomes

    def run(self):
        for page in iter(self.pages.get, "end"):
            try:
                self.outcomes.put((page[0], self.fetch(page[0])))
            except Exception:
                self.outcomes.put((page[0], None))


def crawl(start, fetch, workers=4, connections=2, on_progress=None):
    pages, outcomes = context.Queue(), context.SimpleQueue()
    team = [Caver(fetch, pages, outcomes) for _ in range(min(workers, connections))]
    for caver in team:
        caver.start()
    pages.put([start])
    known, result, trouble = {start}, {}, None
    while known - result.keys():
        page, links = outcomes.get()
        result[page] = links
        new = dict.fromkeys(link for link in links or [] if link not in known)
        known.update(new)
        for link in new:
            pages.put([link])
        if on_progress and trouble is None:
            try:
                on_progress(len(result), len(known))
            except Exception as error:
                trouble = error
    for _ in team:
        pages.put("end")
    for caver in team:
        caver.join()
    if trouble is not None:
        raise trouble
    return result
