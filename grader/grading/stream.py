"""A pytest plugin: with `--stream-to FD` it sends each check there as soon as it is done."""

from __future__ import annotations

import os
from collections.abc import Generator
from typing import Any

import pytest

from grader.grading.messages import Frame, send
from grader.suite.plugin import RESULTS
from grader.suite.trimming import trimmed


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
