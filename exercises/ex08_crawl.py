"""Exercise 8: the map of a cave.

Behind a waterfall there is a cave that nobody has been in. A club sets out to draw its map. From
the entrance hall, passages lead on to other halls, and from those to others still; some lead back
to where one has been, and two passages may well end in the same hall. There are four cavers and two
lamps, and nobody goes anywhere without a lamp. At the entrance sits the one who draws. Whoever
comes out says which passages lead on from the hall that they have seen, and is sent to the next
one. When no hall is left to be seen, and nobody is inside who could come back with news of
another, the map is done, and everybody goes home.

You write that club, for pages instead of halls. The cavers are processes (workers), the lamps are
connections, and `fetch` is the walk: a function that takes a page and returns the list of the
pages that it links to. Everything that you have learned so far can be of use.

An example: with the function

    def fetch(page):
        return {"home": ["news", "shop"], "news": ["home"], "shop": ["news"]}[page]

the call `crawl("home", fetch)` returns the dictionary that stands in `fetch`: every page that can
be reached from "home", with its links, in any order.

What is asked of `crawl`:

* Every page that can be reached from `start` is in the result, with the list that `fetch` returned.
  Each is fetched exactly once, even if many pages link to it, or it links to itself.
* The pages are fetched in worker processes, of which there are never more than `workers`: the same
  workers fetch one page after the other. The process that called `crawl` fetches none.
* At most `connections` pages are being fetched at any moment, however the processes take turns. No
  connection stays idle either: while there are enough pages that are known and not yet fetched, and
  enough workers, really `connections` of them are being fetched. It makes no difference which.
* `fetch` may raise an `Exception`, whichever it is. Then this page has `None` for its links, and
  the others go on.
* `on_progress(done, known)` is called after each page, in the process that called `crawl`: `done`
  is the number of pages that are done, and goes up by one each time, `known` is how many pages are
  known by then. Both end at the number of pages. Without an `on_progress`, nothing is called.
* It ends as soon as no page is waiting and none is being fetched. A queue that is empty for the
  moment is not the end, and neither is a long silence: one page may take an hour, and link to a
  hundred more.
* A page is anything that can be pickled and be the key of a dictionary, such as "home", 0, "" or
  (2, 3). It is never `None`. Pages and lists of links may be large.
* Nothing is left behind: when `crawl` returns, each process that it started has ended, and has
  been waited for. The same holds when `on_progress` raises an `Exception`, and `crawl` with it;
  even so, nothing may hang.
* All this holds for any number of workers and connections, and for each of Python's start methods
  (fork, forkserver and spawn). Under some of them a new process begins with a fresh copy of this
  module and sees none of the changes that you made to its variables. Whatever you pass to a process
  must be picklable; `fetch` is.

Run this file to crawl a small site, in which each page takes half a second:

    python exercises/ex08_crawl.py
"""

import time


def crawl(start, fetch, workers=4, connections=2, on_progress=None):
    """Fetch every page that can be reached from `start`, each of them once.

    start: the first page
    fetch: the function that returns the list of the pages that a page links to; it may raise
    workers: how many processes there may be
    connections: how many pages may be fetched at the same time
    on_progress: a function to call, in this process, with two numbers after each fetched page: how
        many pages are done, and how many are known; it may raise

    Returns a dictionary with the links of each page; None for a page whose fetch raised.
    """
    # TODO: share the pages out, find the end, and leave nothing behind.
    raise NotImplementedError("TODO: write crawl")


SITE = {
    "home": ["news", "shop", "about"],
    "news": ["home", "sport", "weather"],
    "shop": ["home", "cart", "hats", "shoes"],
    "about": ["home", "map"],
    "sport": ["news", "scores"],
    "cart": ["shop", "pay"],
    "hats": ["shop", "cart"],
    "shoes": ["shop", "cart"],
    "scores": ["sport"],
    "pay": ["home"],
}


def fetch_slowly(page):
    """The demo's fetch: takes half a second, and there are links that lead nowhere."""
    time.sleep(0.5)
    return SITE[page]


def print_progress(done, known):
    """The demo's on_progress."""
    print(f"{done} of {known} pages", flush=True)


if __name__ == "__main__":
    for number in (1, 2, 4):
        began = time.perf_counter()
        found = crawl("home", fetch_slowly, connections=number, on_progress=print_progress)
        seconds = time.perf_counter() - began
        broken = sorted(page for page, links in found.items() if links is None)
        print(f"{number} connection(s): {len(found)} pages in {seconds:.1f} seconds")
        print(f"these links lead nowhere: {', '.join(broken)}\n")
