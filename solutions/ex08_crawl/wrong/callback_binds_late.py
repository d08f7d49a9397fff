"""A callback takes the page from a variable that has gone on to the next one by then.

rejected by test_whole_site: expected
"""

import multiprocessing as mp
import queue


def crawl(start, fetch, workers=4, connections=2, on_progress=None):
    result, waiting, known = {}, [start], {start}
    answers = queue.SimpleQueue()
    busy = 0
    with mp.Pool(workers) as pool:
        while waiting or busy:
            while waiting and busy < connections:
                page = waiting.pop()
                busy += 1
                pool.apply_async(
                    fetch,
                    (page,),
                    callback=lambda links: answers.put((page, links)),
                    error_callback=lambda e, page=page: answers.put((page, None)),
                )
            page, links = answers.get()
            busy -= 1
            result[page] = links
            for link in links or []:
                if link not in known:
                    known.add(link)
                    waiting.append(link)
            if on_progress:
                on_progress(len(result), len(known))
        pool.close()
        pool.join()
    return result
