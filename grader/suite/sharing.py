"""A pytest plugin: with `--processes N` the checks of a suite are shared out among N helpers.

The checks of a suite do not depend on each other, and no verdict depends on time, so they may run
side by side on the cores of a learner's machine. The helpers are forked when everything has been
imported and collected. Each takes one check after the other and sends back what came of it. A check
that measures real time is run afterwards by this process, alone; so is one whose helper died of it,
or for which not all that it needs have passed.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
from collections.abc import Iterator, Mapping, Sequence
from multiprocessing.connection import Connection, wait

import pytest

from grader import processes
from grader.stopping import stop_with_ctrl_c
from grader.suite.plugin import RESULTS, needs_of, points_of
from grader.suite.results import Check, Verdict


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the option."""
    parser.addoption("--processes", metavar="N", type=int, default=1, help="check side by side")


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool | None:
    """Run the checks, unless pytest had better do so itself: one by one."""
    count = session.config.getoption("--processes")
    shared = [item for item in session.items if not _runs_alone(item)]
    count = min(count, len(shared))
    if count < 2:
        return None
    with _helpers(session, shared, count) as connections:
        done = _share_out(shared, connections)
    for item, following in zip(session.items, [*session.items[1:], None], strict=True):
        if item.name in done:
            session.config.stash[RESULTS].append(done[item.name])
        else:
            session.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
    return True


def _runs_alone(item: pytest.Item) -> bool:
    return item.get_closest_marker("alone") is not None


def _share_out(items: Sequence[pytest.Item], connections: Sequence[Connection]) -> dict[str, Check]:
    """Hand out the checks, and return the results.

    Those that others need come first, then those worth most: they tend to take longest, and the
    last one to end should be short.
    """
    needed: set[str] = set().union(*map(needs_of, items))
    left = sorted(items, key=lambda item: (item.name not in needed, -points_of(item)))
    done: dict[str, Check] = {}
    idle, busy = list(connections), list[Connection]()
    while True:
        while idle and (item := _next(left, done)):
            left.remove(item)
            connection = idle.pop()
            with contextlib.suppress(OSError):  # the helper has died
                connection.send(items.index(item))
                busy.append(connection)
        if not busy:
            return done
        ready = wait(busy)
        for connection in [one for one in busy if one in ready]:
            busy.remove(connection)
            with contextlib.suppress(EOFError, OSError):  # the helper has died
                check: Check = connection.recv()
                done[check.name] = check
                idle.append(connection)


def _next(left: Sequence[pytest.Item], done: Mapping[str, Check]) -> pytest.Item | None:
    """Return the first check for which all that it needs have passed."""
    passed = {name for name, check in done.items() if check.verdict is Verdict.PASSED}
    return next((item for item in left if needs_of(item) <= passed), None)


@contextlib.contextmanager
def _helpers(
    session: pytest.Session, items: Sequence[pytest.Item], count: int
) -> Iterator[list[Connection]]:
    """Start helpers, and give the connections to them; end them in any case."""
    fork = multiprocessing.get_context("fork")
    parent = os.getpid()
    ours: list[Connection] = []
    helpers = []
    try:
        for _ in range(count):
            here, there = fork.Pipe()
            ours.append(here)
            helper = fork.Process(target=_help, args=(session, items, there, [*ours], parent))
            helper.start()
            there.close()
            helpers.append(helper)
        yield ours
    except BaseException:
        for helper in helpers:
            helper.terminate()
        raise
    finally:
        for connection in ours:
            connection.close()
        for helper in helpers:
            helper.join()


def _help(
    session: pytest.Session,
    items: Sequence[pytest.Item],
    connection: Connection,
    of_parent: Sequence[Connection],
    parent: int,
) -> None:
    """Run the checks that come by number, and send what became of each, until no more come."""
    os.setsid()  # Ctrl-C is for the parent, which then ends its helpers
    stop_with_ctrl_c()
    processes.end_with_parent(parent, signal.SIGKILL)  # a handler might not be run; hosts tidy up
    for other in of_parent:
        other.close()
    results = session.config.stash[RESULTS]
    try:
        while True:
            number = connection.recv()
            item = items[number]
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=items[number - 1])
            connection.send(results.pop())
    except (EOFError, KeyboardInterrupt):
        pass
    finally:
        session.config.hook.pytest_sessionfinish(session=session, exitstatus=0)
