"""Fixtures of the tests of lockstep: small programs as text, run as real processes."""

from __future__ import annotations

import os
import tempfile
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from grader.lockstep import program as programs
from grader.lockstep import rules, wire
from grader.lockstep.program import Program

Write = Callable[..., Program]


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Write]:
    """Return a function that makes a program of its source text; all are closed after the test."""
    made: list[Program] = []

    def write(source: str, name: str = "learner") -> Program:
        path = tmp_path / f"{name}.py"
        path.write_text(textwrap.dedent(source).lstrip("\n"), "utf-8")
        made.append(Program(path))
        return made[-1]

    yield write
    for one in made:
        one.close()


@pytest.fixture
def temporary() -> Iterator[Path]:
    """A folder for temporary files, also for those with sockets: its path is short enough."""
    with tempfile.TemporaryDirectory(prefix="t-") as name:
        assert len(os.fsencode(name)) <= wire.MAX_FOLDER, "sockets would go somewhere else"
        yield Path(name)


@pytest.fixture
def tenth_of_the_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let runs in virtual time have a tenth of the operations before they are without end."""
    for name in ("TIMED", "PACED"):
        usual = getattr(rules, name)
        fewer = replace(usual, max_steps=usual.max_steps // 10, news=usual.news // 10)
        monkeypatch.setattr(programs, name, fewer)
