"""A pool whose workers are replaced after every page.

rejected by test_whole_site: expected no more workers than 4
"""

import multiprocessing
import queue


def crawl(start, fetch, workers=4, connections=2, on_progress=None):
    news = queue.Queue()
    result, known = {}, {start}
    pool = multiprocessing.Pool(min(workers, connections), maxtasksperchild=1)

    def send(page):
        pool.apply_async(
            fetch,
            (page,),
            callback=lambda links: news.put((page, links)),
            error_callback=lambda error: news.put((page, None)),
        )

    send(start)
    while len(result) < len(known):
        page, links = news.get()
        result[page] = links
        for link in links or []:
            if link not in known:
                known.add(link)
                send(link)
        if on_progress:
            on_progress(len(result), len(known))
    pool.close()
    pool.join()
    return result
