"""A kit with two small exercises, in a folder of its own: what is graded with it is graded soon."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from houses import HOUSE, copy_the_grader

STUB = '"""{name}: a number."""\n\n\ndef number():\n    """Return the number."""\n'

SUITE = '''\
"""{name}."""

import pytest


@pytest.mark.points(2)
def test_number(explore, submission):
    """The number is right."""
    run = explore.timed(submission.number)
    assert run.result == {number}, f"expected {number}, got {{run.result}}"


def test_small(explore, submission):
    """The number is small."""
    run = explore.timed(submission.number)
    assert isinstance(run.result, int) and run.result < 100, f"{{run.result}} is not small"
'''


class TinyKit:
    """A copy of the grader with two exercises, ex01 (the number is 1) and ex02 (it is 2)."""

    def __init__(self, folder: Path) -> None:
        self.house = folder / "kit"
        # a short path: the names of sockets may not be long
        self.temporary = Path(tempfile.mkdtemp(prefix="tiny-"))
        copy_the_grader(self.house)
        shutil.copy(HOUSE / "pyproject.toml", self.house)
        for number in (1, 2):
            self.expect(number, number)
            stub = self.house / "exercises" / f"ex0{number}_number.py"
            stub.parent.mkdir(exist_ok=True)
            stub.write_text(STUB.format(name=f"ex0{number}"), "utf-8")

    def expect(self, exercise: int, number: int) -> None:
        """Let the suite of an exercise expect a number."""
        suite = self.house / "tests" / f"test_ex0{exercise}_number.py"
        suite.parent.mkdir(exist_ok=True)
        suite.write_text(SUITE.format(name=f"ex0{exercise}", number=number), "utf-8")

    def command(self, *arguments: object) -> list[str]:
        """Return a command of this kit's program; it grades without a sandbox, which is faster."""
        level = ("--sandbox", "none") if arguments[0] == "grade" else ()
        return [sys.executable, "-m", "grader", *map(str, arguments), *level]

    def close(self) -> None:
        """Remove the folder for its temporary files."""
        shutil.rmtree(self.temporary)

    @property
    def options(self) -> dict[str, Any]:
        """What a process of it is to be started with."""
        environment = {**os.environ, "TMPDIR": str(self.temporary)}
        return {"cwd": self.house, "env": {**environment, "PYTHONDONTWRITEBYTECODE": "1"}}

    def run(self, *arguments: object, **options: Any) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        return subprocess.run(
            self.command(*arguments),
            capture_output=True,
            text=True,
            check=False,
            **{**self.options, **options},
        )


def hand_in(folder: Path, learner: str, number: object, exercise: int = 1) -> Path:
    """Put a learner's file into the folder of a class."""
    path = folder / learner / f"ex0{exercise}_number.py"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"# {learner}\ndef number():\n    return {number}\n", "utf-8")
    return path
