"""A pytest plugin: with `--stream-to FD` it sends each check there as soon as it is done."""

from __future__ import annotations

import copy
import os
from collections.abc import Generator
from typing import Any

import pytest

from grader.grading.messages import Frame, send
from grader.suite.plugin import RESULTS
from grader.suite.results import Check
from grader.suite.verdicts import MAX_MESSAGE

MAX_PRINTED = 2000
MAX_LINE = 400
"""Characters that are kept of what depends on the submission."""

MAX_LINES = 500
"""Lines of a drawing that are kept."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the option."""
    parser.addoption("--stream-to", metavar="FD", type=int, help="send each check there at once")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, Any, Any]:
    """Send the check that has just been judged."""
    outcome = yield
    target = item.config.getoption("--stream-to")
    checks = item.config.stash[RESULTS]
    if target is not None and checks:
        with os.fdopen(os.dup(target), "wb") as stream:
            send(Frame(check=trimmed(checks[-1])), stream)
    return outcome


def trimmed(check: Check) -> Check:
    """Return a copy in which what depends on the submission is cut, and can be written."""
    check = copy.deepcopy(check)
    check.message = _cut(check.message, MAX_MESSAGE)
    check.printed = _cut(check.printed, MAX_PRINTED)
    check.replay = _cut(check.replay, MAX_MESSAGE)
    check.cause = _cut(check.cause, MAX_MESSAGE)
    check.certificate = _cut(check.certificate, MAX_LINE)
    check.free = _cut(check.free, MAX_LINE)
    check.page = [_cut(line, MAX_LINE) for line in check.page[:MAX_LINES]]
    if check.picture is not None:
        picture = check.picture
        picture.lanes = [_cut(lane, MAX_LINE) for lane in picture.lanes]
        picture.harm = _cut(picture.harm, MAX_LINE)
        picture.chains = [_cut(chain, MAX_LINE) for chain in picture.chains]
        for row in picture.rows:
            row.text, row.code = _cut(row.text, MAX_LINE), _cut(row.code, MAX_LINE)
    return check


def _cut(text: str, length: int) -> str:
    text = text.encode("utf-8", "backslashreplace").decode()
    if len(text) <= length:
        return text
    return f"{text[:length]} [... {len(text) - length:,} more characters]"
