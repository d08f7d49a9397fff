"""Exercise 8: workers fetch every page of a site once, over a limited number of connections."""

import itertools
from functools import partial
from queue import Empty

import pytest

from grader.lockstep.awkward import CannotBePickled, CannotBeUnpickled
from grader.suite.signs import signs
from grader.suite.tally import tally
from grader.suite.timetable import in_time, moments

METHODS = ("fork", "forkserver", "spawn")

MANY = 60
"""Runs of an exploration: some correct programs have thousands of schedules."""

AWKWARD = {
    CannotBePickled: "an exception that cannot be sent",
    CannotBeUnpickled: "an exception that can be sent but not received",
}
ONE = {"home": []}
TWO = {"home": ["news", "shop"], "news": [], "shop": []}
CIRCLE = {"home": ["news"], "news": ["home", "news"]}
TRIANGLE = {"home": ["news", "shop"], "news": ["shop"], "shop": ["news", "home"]}
DIAMOND = {"home": ["news", "shop"], "news": ["cart"], "shop": ["cart"], "cart": []}
LINKED_LATER = {"home": ["news", "shop"], "news": [], "shop": ["cart"], "cart": ["news"]}
FORK = {"home": ["news", "shop"], "news": [], "shop": ["cart"], "cart": []}
STAR = {"home": ["a", "b", "c", "d", "e", "f"], **{page: [] for page in "abcdef"}}
DEEP = {**STAR, "f": [1], **{page: [page + 1] for page in range(1, 20)}, 20: []}
LIST = {"home": list(range(24)), **{page: [] for page in range(24)}}
FAR = {"home": ["news"], "news": list(range(10)), **{page: [] for page in range(10)}}
WIDE = {"home": list(range(210)), **{page: [] for page in range(210)}}
SITE = {
    "home": ["news", "shop", "home"],
    "news": ["sport", "weather", "home"],
    "shop": ["cart", "news", "cart"],
    "sport": ["scores"],
    "weather": ["north", "south"],
    "cart": ["pay", "shop"],
    "scores": ["sport"],
    "north": [],
    "south": ["north"],
    "pay": ["home"],
}


def pages(links):
    return "1 page" if len(links) == 1 else f"{len(links)} pages"


def site(probe, links, broken=(), error=KeyError, seconds=0, name="fetch"):
    """Return a fetch that knows these links, and raises for the broken pages."""

    def fetch(page):
        if page in broken:
            raise error("no such page")
        return links[page]

    return probe(fetch, name=name, seconds=seconds)


def progress(done, known):
    """Note how far it is."""
    return done, known


def assert_crawled(run, links, what, broken=(), workers=4):
    """Every page is in the result, and each was fetched once, by one of the workers."""
    expected = {page: None if page in broken else links[page] for page in links}
    assert run.result == expected, f"{what}: expected {expected}, got {run.result!r}"
    seen = [call.argument for call in run.calls_of("fetch")]
    assert sorted(map(repr, seen)) == sorted(map(repr, links)), (
        f"{what}: expected each page to be fetched once, fetched were: {tally(links, seen)}"
    )
    assert_fetched_by_workers(run, what, workers)


def assert_fetched_by_workers(run, what, workers=4):
    """The pages were fetched by so many processes at most, and by none that called crawl."""
    assert not run.calls_in_main("fetch"), (
        f"{what}: a page was fetched by the process that called crawl"
    )
    own = {call.process for call in run.calls_of("fetch")}
    assert len(own) <= workers, (
        f"{what}: expected no more workers than {workers}, there were {len(own)}"
    )


def idle(run, links, connections):
    """Say when fewer pages were being fetched than could be; empty where that never was.

    Looked at are the moments before a page is done, when everybody has had the time to begin.
    """
    calls = run.calls_of("fetch")
    for now in sorted(call.left for call in calls if call.left is not None):
        begun = [call for call in calls if call.entered < now]
        inside = [call for call in begun if call.left is None or call.left >= now]
        done = [call.argument for call in begun if call.left is not None and call.left < now]
        known = {"home"}.union(*(links[page] for page in done))
        waiting = sorted(known - {call.argument for call in begun})
        if waiting and len(inside) < connections:
            there = "there was" if len(inside) == 1 else "there were"
            return f"{there} {len(inside)} while {', '.join(waiting)} waited"
    return ""


def limits(**given):
    """Return how many workers and connections there may be where these are given, and a text."""
    said = ", ".join(f"{name}={number}" for name, number in given.items()) or "no numbers given"
    return given.get("workers", 4), given.get("connections", 2), said


@pytest.mark.points(1)
def test_whole_site(explore, submission, probe):
    """Every page that can be reached is in the result, with its links, and is fetched once."""
    for links in (ONE, CIRCLE, DIAMOND, STAR, SITE):
        run = explore.timed(submission.crawl, "home", site(probe, links))
        assert_crawled(run, links, f"crawl of a site with {pages(links)}")
    run = explore.timed(submission.crawl, "home", site(probe, WIDE), workers=2)
    assert_crawled(run, WIDE, "crawl of a page with 210 links, workers=2", workers=2)
    run = explore.timed(submission.crawl, "home", site(probe, DEEP, seconds=1), 1, 5)
    assert_crawled(run, DEEP, "crawl('home', fetch, 1, 5), a page is 21 links away", workers=1)
    run = explore.twice(submission.crawl, "home", site(probe, CIRCLE))
    assert run.result == [CIRCLE] * 2, (
        f"crawl of a site with 2 pages, called twice: expected {CIRCLE} each time, got "
        f"{run.result[0]!r} and then {run.result[1]!r}"
    )


@pytest.mark.points(3)
def test_however_they_take_turns(explore, submission, probe):
    """No page is lost or fetched twice, and it always ends, however the processes take turns."""
    for links in (TRIANGLE, DIAMOND):
        what = f"crawl of {links}, workers=2"
        for run in explore.stale(submission.crawl, "home", site(probe, links), workers=2):
            assert_crawled(run, links, what, workers=2)
    for links in (TRIANGLE, DIAMOND, SITE):
        for run in explore.stale(submission.crawl, "home", site(probe, links), workers=3):
            assert_crawled(run, links, f"crawl of a site with {pages(links)}, workers=3", workers=3)
    before, given = ["home", site(probe, ONE, name="before")], {"workers": 2, "method": "spawn"}
    for run in explore.stale_after(before, submission.crawl, "home", site(probe, DIAMOND), **given):
        what = f"crawl of {DIAMOND}, workers=2, called after another crawl, under spawn"
        assert_crawled(run, DIAMOND, what, workers=2)
    for links in (CIRCLE, TRIANGLE, DIAMOND):
        what = f"crawl of {links}, workers=2"
        for run in explore.first(MANY, submission.crawl, "home", site(probe, links), workers=2):
            assert_crawled(run, links, what, workers=2)


@pytest.mark.points(1)
@pytest.mark.hidden
def test_any_page(explore, submission, probe):
    """A page may be zero or empty, and a page without links is not a broken one."""
    links = {
        0: ["", 0, 0, 0.0, False, "0", "home"],
        "": [0],
        "home": [(), (2, 3)],
        (): [],
        (2, 3): [(2, 3), -1, "end", "None"],
        -1: [],
        "end": [()],
        "None": [],
        "0": [],
    }
    run = explore.timed(submission.crawl, 0, site(probe, links))
    assert_crawled(run, links, "crawl(0, fetch)")
    other = explore.timed(submission.crawl, "", site(probe, links))
    assert_crawled(other, links, "crawl('', fetch)")
    pair = {(2, 3): [()], (): [(2, 3)]}
    run = explore.timed(submission.crawl, (2, 3), site(probe, pair))
    assert_crawled(run, pair, "crawl((2, 3), fetch)")
    broken = explore.timed(submission.crawl, "home", site(probe, FORK, ["news"]))
    assert_crawled(broken, FORK, f"crawl of {FORK}, fetch raises for 'news'", ["news"])
    own = [sign for sign in signs([run, other, broken], [*links, *FORK]) if is_hashable(sign)]
    own += [sign for sign in ("STOP", b"STOP", ("STOP",)) if sign not in own]
    links = {"home": own, **{page: [] for page in own}}
    run = explore.timed(submission.crawl, "home", site(probe, links))
    assert_crawled(run, links, f"pages that look like what crawl itself sends: {own}")


def is_hashable(thing):
    """Tell whether it can be the key of a dictionary, as a page has to be."""
    try:
        hash(thing)
    except TypeError:
        return False
    return True


@pytest.mark.points(2)
def test_broken_pages(explore, submission, probe):
    """A page whose fetch raises has None for its links, and the others go on."""
    assert_goes_on(explore, submission, probe, ONE, ["home"])
    fetch = site(probe, STAR, list("abcdef"))
    for run in explore.greedy(submission.crawl, "home", fetch, connections=3):
        what = "connections=3, fetch raises KeyError for 6 of 7 pages"
        assert_crawled(run, STAR, what, list("abcdef"))
        inside = run.most_inside("fetch")
        assert inside <= 3, f"{what}: expected at most 3 fetches at a time, there were {inside}"
    fetch = site(probe, LINKED_LATER, ["news"], seconds=1)
    run = explore.timed(submission.crawl, "home", fetch)
    what = f"crawl of {LINKED_LATER}, each page takes 1 s, fetch raises for 'news'"
    assert_crawled(run, LINKED_LATER, what, ["news"])
    for error in (
        TypeError,
        ValueError,
        RuntimeError,
        ZeroDivisionError,
        OSError,
        BrokenPipeError,
        TimeoutError,
        EOFError,
        StopIteration,
        Empty,
        *AWKWARD,
    ):
        run = explore.timed(
            submission.crawl, "home", site(probe, STAR, list("abcdef"), error), connections=3
        )
        what = AWKWARD.get(error, error.__name__)
        assert_crawled(run, STAR, f"fetch raises {what} for 6 of 7 pages", list("abcdef"))
    fetch = site(probe, LIST, range(24), seconds=0.1)
    run = explore.timed(submission.crawl, "home", fetch, workers=1)
    assert_crawled(run, LIST, "workers=1, fetch raises for 24 of 25 pages", range(24), workers=1)
    before = ["home", site(probe, TWO, TWO, name="before"), 1]
    run = explore.after(before, submission.crawl, "home", site(probe, TWO), workers=1)
    assert_crawled(run, TWO, "crawl after one in which fetch raised for 'home'", workers=1)
    assert_goes_on(explore, submission, probe, CIRCLE, ["news"])
    assert_goes_on(explore, submission, probe, TWO, ["news"])
    at_length = partial(KeyError, "no such page " * 10_000)
    fetch = site(probe, STAR, list("abcdef"), at_length)
    run = explore.timed(submission.crawl, "home", fetch, connections=3)
    assert_crawled(run, STAR, "fetch raises KeyError with 130 kB of text 6 times", list("abcdef"))


def assert_goes_on(explore, submission, probe, links, broken):
    """However the processes take turns, broken pages hold up nobody."""
    what = f"crawl of {links}, fetch raises for {broken[0]!r}"
    for run in explore.first(MANY, submission.crawl, "home", site(probe, links, broken), workers=2):
        assert_crawled(run, links, what, broken, workers=2)


@pytest.mark.points(2)
def test_never_too_many_connections(explore, submission, probe):
    """There are never more fetches at a time than connections, nor more workers than allowed."""
    for run in explore.first(
        MANY, submission.crawl, "home", site(probe, TWO), workers=2, connections=1
    ):
        assert_crawled(
            run, TWO, "crawl of a site with 3 pages, workers=2, connections=1", workers=2
        )
        inside = run.most_inside("fetch")
        assert inside == 1, f"workers=2, connections=1: expected 1 fetch at a time, got {inside}"
    for given in (
        {},
        {"connections": 5},
        {"workers": 5, "connections": 1},
        {"workers": 5, "connections": 3},
    ):
        workers, connections, what = limits(**given)
        for run in explore.greedy(submission.crawl, "home", site(probe, STAR), **given):
            assert_crawled(run, STAR, what, workers=workers)
            inside = run.most_inside("fetch")
            assert inside <= connections, (
                f"{what}: expected at most {connections} fetches at a time, there were {inside}"
            )


@pytest.mark.points(2)
def test_no_connection_idle(explore, submission, probe):
    """All the connections are in use, as long as there are pages waiting and workers for them."""
    for links in (STAR, SITE):
        for given in (
            {},
            {"connections": 5},
            {"workers": 2, "connections": 4},
            {"workers": 8, "connections": 6},
        ):
            workers, connections, called = limits(**given)
            what, expected = f"{len(links)} pages, {called}", min(workers, connections)
            for run in explore.greedy(submission.crawl, "home", site(probe, links), **given):
                assert_crawled(run, links, what, workers=workers)
                moment = idle(run, links, expected)
                assert not moment, f"{what}: expected {expected} fetches at a time, {moment}"
    fetch, given = site(probe, STAR, seconds=1), {"workers": 5, "connections": 4}
    run = explore.after(["home", fetch], submission.crawl, "home", fetch, **given)
    inside = run.most_inside("fetch")
    assert inside == 4, (
        "7 pages, workers=5, connections=4, after a crawl with no numbers given: expected 4 "
        f"fetches at a time, there were {inside}"
    )
    before = probe(STAR.get, name="before")
    run = explore.after(["home", before, 5, 4], submission.crawl, "home", fetch)
    inside = run.most_inside("fetch")
    assert inside == 2, (
        "7 pages, no numbers given, after a crawl with workers=5, connections=4: expected 2 "
        f"fetches at a time, there were {inside}"
    )
    run = explore.timed(submission.crawl, "home", site(probe, STAR, list("abcdef"), seconds=1))
    what = "each page takes 1 s, fetch raises KeyError for 6 of 7 pages"
    assert_begun(run, [0, 1, 1, 2, 2, 3, 3], what)
    assert_handed_out_at_once(explore, submission, probe)


def assert_begun(run, due, what):
    """As many pages are fetched as are due, each less than a second late."""
    begun = sorted(run.begun("fetch"))
    assert in_time(begun, due) or (run.free and len(begun) == len(due)), (
        f"{what}: expected the fetches to begin at {moments(due)}; they began at {moments(begun)}"
    )


def assert_handed_out_at_once(explore, submission, probe):
    """Whoever can fetch gets a page at once: not behind a slow one, nor after the others' next."""
    fetch = site(probe, LIST, seconds=lambda page: 5 if page == 0 else 0)
    run = explore.timed(submission.crawl, start="home", fetch=fetch, workers=2)
    assert_crawled(run, LIST, "crawl of a page with 24 links, workers=2", workers=2)
    begun = max(run.begun("fetch"))
    assert run.free or begun < 5, (
        "crawl of a page with 24 links, workers=2, the first of these takes 5 s: expected all "
        f"others to be fetched meanwhile; the last one began at {begun:g} s"
    )
    told = probe(progress, seconds=lambda done, known: 5 if done == 3 else 0)
    fetch, given = site(probe, FAR, seconds=1), {"workers": 5, "connections": 5}
    run = explore.timed(submission.crawl, "home", fetch, on_progress=told, **given)
    assert_crawled(run, FAR, "crawl of 12 pages, connections=5", workers=5)
    what = "12 pages, the second one links to ten, each takes 1 s, workers=5, connections=5"
    what += ", on_progress takes 5 s after the third page"
    assert_begun(run, [0, 1, *[2] * 5, *[8] * 5], what)


@pytest.mark.points(2)
def test_progress(explore, submission, probe):
    """on_progress is called here, after each page, and done goes up to the number of pages."""
    for links, broken in (
        (SITE, []),
        (DIAMOND, ["shop"]),
        (STAR, []),
        (ONE, []),
        (ONE, ["home"]),
    ):
        fetch = site(probe, links, broken)
        run = explore.timed(submission.crawl, "home", fetch, on_progress=probe(progress))
        assert_progress(run, links)
    before = ["home", site(probe, ONE, name="before"), 1, 1, probe(progress, name="earlier")]
    fetch, told = site(probe, CIRCLE), probe(progress)
    run = explore.after(before, submission.crawl, "home", fetch, 1, 1, on_progress=told)
    assert_progress(run, CIRCLE, "called after another crawl, ")
    for says in (None, False, True):
        told = probe(lambda done, known, says=says: says, name="progress")
        run = explore.timed(submission.crawl, "home", site(probe, CIRCLE), on_progress=told)
        assert_crawled(run, CIRCLE, f"on_progress returns {says}")
    chain = {"home": ["news"], "news": ["sport"], "sport": []}
    run = explore.timed(
        submission.crawl,
        "home",
        site(probe, chain, seconds=1),
        workers=2,
        on_progress=probe(progress),
    )
    assert_progress(run, chain)
    times = run.begun("progress")
    assert all(number <= time < number + 1 for number, time in enumerate(times, 1)), (
        "three pages, one after the other, each takes 1 s: expected on_progress to be called at 1, "
        f"2 and 3 s; it was at {moments(times)}"
    )
    assert run.seconds < 4, (
        "three pages, one after the other, each takes 1 s: expected crawl to return after 3 s; it "
        f"did after {run.seconds:g} s"
    )
    told, fetch = probe(progress), site(probe, STAR, ["b"], seconds=1)
    run = explore.timed(submission.crawl, "home", fetch, workers=1, on_progress=told)
    assert_progress(run, STAR)
    times = run.begun("progress")
    assert run.free or in_time(times, range(1, 8)), (
        "7 pages, each takes 1 s, fetch raises for 'b', workers=1: expected on_progress to be "
        f"called after each of them; it was at {moments(times)}"
    )
    run = explore.after(before, submission.crawl, "home", site(probe, CIRCLE))
    told = len(run.calls_of("earlier"))
    assert told == 1, (
        "crawl without on_progress, called after one of 1 page with it: expected that one's to be "
        f"called once, it was called {told} times"
    )
    for links in (CIRCLE, FORK):
        fetch = site(probe, links)
        for run in explore.first(
            MANY, submission.crawl, "home", fetch, workers=2, on_progress=probe(progress)
        ):
            assert_progress(run, links)


def assert_progress(run, links, when=""):
    """The calls of on_progress tell of every page."""
    what = f"{when}crawl of a site with {pages(links)}"
    assert run.result is not None, f"{what}: returned None"
    assert_fetched_by_workers(run, what)
    calls = run.calls_of("progress")
    told = [call.value or call.args for call in calls]
    assert [call.process for call in calls] == ["m"] * len(calls), (
        f"{what}: on_progress was called in another process"
    )
    assert not any(call.raised for call in calls), (
        f"{what}: expected on_progress to be called with two numbers, it was with {told[-1]}"
    )
    assert [done for done, _ in told] == list(range(1, len(links) + 1)), (
        f"{what}: expected done to go from 1 to {len(links)}; (done, known) were {told}"
    )
    assert told[-1][1] == len(links), (
        f"{what}: expected known to be {len(links)} in the end; (done, known) were {told}"
    )
    assert all(isinstance(known, int) and done <= known <= len(links) for done, known in told), (
        f"{what}: expected known to be the pages known so far; (done, known) were {told}"
    )
    assert all(before[1] <= after[1] for before, after in itertools.pairwise(told)), (
        f"{what}: a page that is known stays so, but known went down; (done, known) were {told}"
    )
    at_home = len({"home", *links["home"]})
    assert all(known >= at_home for _, known in told[1:]), (
        f"{what}: 'home' links to other pages, so that {at_home} are known when the next page is "
        f"done; (done, known) were {told}"
    )


@pytest.mark.points(1)
@pytest.mark.hidden
def test_large_pages(explore, submission, probe):
    """Pages and lists of links may be large: more than fits into a pipe."""
    large = [letter * 100_000 for letter in "abc"]
    links = {"home": large, large[0]: large, large[1]: [], large[2]: ["home", "end"], "end": []}
    for workers in (1, 4):
        run = explore.timed(submission.crawl, "home", site(probe, links), workers=workers)
        assert run.result == links, "pages of 100,000 characters: the result differs"
        assert_fetched_by_workers(run, "pages of 100,000 characters", workers)
    for run in explore.stale(submission.crawl, "home", site(probe, links)):
        assert run.result == links, "pages of 100,000 characters: the result differs"
        assert_fetched_by_workers(run, "pages of 100,000 characters")


@pytest.mark.points(1)
def test_nothing_left_behind(explore, submission, probe):
    """When crawl returns, or raises what on_progress has raised, its processes have been joined,
    and no shared memory stays.
    """
    for links, broken in ((CIRCLE, []), (ONE, ["home"])):
        for run in explore.first(
            MANY, submission.crawl, "home", site(probe, links, broken), workers=2, connections=2
        ):
            assert run.result is not None, "crawl returned None"
            assert_nothing_left(run)
    for last, error in (
        (1, ValueError),
        (3, ValueError),
        (4, ValueError),
        (2, IndexError),
        (2, KeyError),
        (3, EOFError),
        (3, Empty),
        (2, TypeError),
        (3, OSError),
    ):
        run = explore.timed(
            submission.crawl,
            "home",
            site(probe, DIAMOND),
            workers=2,
            on_progress=probe(raises_at(last, error), name="progress"),
        )
        what = f"on_progress raises {error.__name__} after {last} of 4 pages: "
        assert len(run.calls_of("progress")) >= last, f"{what}it was not called so often"
        assert run.failure and error.__name__ in run.failure.kinds, (
            f"{what}expected crawl to raise it, it raised {run.raised}"
        )
        assert_nothing_left(run, what)
    slow = site(probe, DIAMOND, seconds=lambda page: 3 if page == "shop" else 1, name="before")
    run = explore.after(
        ["home", slow, 2, 2, probe(raises_at(2), name="progress")],
        submission.crawl,
        "home",
        site(probe, DIAMOND, seconds=1),
        on_progress=probe(progress, name="told"),
    )
    what = "crawl after one whose on_progress has raised"
    assert run.result == DIAMOND, f"{what}: expected {DIAMOND}, got {run.result!r}"
    inside = run.most_inside("fetch")
    assert inside == 2, f"{what}: expected 2 fetches at a time, there were {inside}"
    told = [call.value[0] for call in run.calls_of("told") if call.value]
    assert told == [1, 2, 3, 4], f"{what}: expected done to go from 1 to 4, it was {told}"
    many = [letter * 100_000 for letter in "abcdef"]
    run = explore.timed(
        submission.crawl,
        "home",
        site(probe, {"home": many, **{page: [] for page in many}}),
        workers=2,
        on_progress=probe(raises_at(1), name="progress"),
    )
    assert_nothing_left(run, "on_progress raises while pages of 100 kB wait: ")
    one, other = "a" * 70_000, "b" * 70_000
    run = explore.timed(
        submission.crawl,
        "home",
        site(probe, {"home": [one, other], one: [one], other: [other]}, seconds=1),
        workers=2,
        on_progress=probe(raises_at(2), name="progress"),
    )
    assert_nothing_left(run, "on_progress raises while another page of 70 kB is on its way: ")
    fetch, tired = site(probe, CIRCLE), probe(raises_at(1), name="progress")
    for run in explore.first(MANY, submission.crawl, "home", fetch, workers=1, on_progress=tired):
        assert_nothing_left(run, "workers=1, on_progress raises after 1 of 2 pages: ")


def raises_at(last, error=ValueError):
    """Return a function that can be told of the first pages, and then raises."""

    def progress(done, known):
        if done >= last:
            raise error(f"{done} of {known} are enough")

    return progress


def assert_nothing_left(run, what=""):
    """There were workers, and all have ended and been waited for."""
    assert run.started, f"{what}no process was started"
    assert_fetched_by_workers(run, what.rstrip(": ") or "crawl")
    assert not run.left_behind, f"{what}{run.left_behind}"


@pytest.mark.points(1)
def test_every_start_method(explore, submission, probe):
    """It works under each of Python's start methods."""
    for method in METHODS:
        run = explore.timed(
            submission.crawl, "home", site(probe, DIAMOND, ["shop"]), workers=2, method=method
        )
        assert not run.failure, f"under {method}: {run.failure.type}: {run.failure.text}"
        assert_crawled(
            run, DIAMOND, f"crawl of a site with 4 pages under {method}", ["shop"], workers=2
        )
    for method in METHODS[1:]:
        for run in explore.stale(submission.crawl, "home", site(probe, DIAMOND), method=method):
            assert_crawled(run, DIAMOND, f"crawl of a site with 4 pages under {method}")
        fetch = site(probe, STAR, list("abcd"))
        what = f"under {method}, fetch raises for 4 of 7 pages"
        for run in explore.greedy(submission.crawl, "home", fetch, method=method):
            assert_crawled(run, STAR, what, list("abcd"))
            inside = run.most_inside("fetch")
            assert inside == 2, f"under {method}: expected 2 fetches at a time, there were {inside}"
