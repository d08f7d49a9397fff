"""An asyncio task for each page, behind an asyncio semaphore.

slow: many threads and pipes come and go in it
"""

import asyncio
from concurrent.futures import ProcessPoolExecutor


async def explore(start, fetch, pool, connections, on_progress):
    loop = asyncio.get_running_loop()
    room = asyncio.Semaphore(connections)
    result = {}
    known = {start}

    async def visit(page):
        async with room:
            try:
                links = await loop.run_in_executor(pool, fetch, page)
            except Exception:
                links = None
        result[page] = links
        new = [link for link in dict.fromkeys(links or []) if link not in known]
        known.update(new)
        if on_progress:
            on_progress(len(result), len(known))
        await asyncio.gather(*map(visit, new))

    await visit(start)
    return result


def try_fetch(fetch, page):
    try:
        return fetch(page)
    except Exception:
        return None


def crawl(start, fetch, workers=4, connections=2, on_progress=None):
    import functools

    with ProcessPoolExecutor(workers) as pool:
        return asyncio.run(
            explore(start, functools.partial(try_fetch, fetch), pool, connections, on_progress)
        )
