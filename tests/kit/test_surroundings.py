"""Whatever surrounds the kit when it is started, a verdict is the same, or there is none."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[2]
CLASS = HOUSE / "solutions" / "ex06_lock"

block = partial(signal.pthread_sigmask, signal.SIG_BLOCK, [signal.SIGCHLD])
ignore = partial(signal.signal, signal.SIGCHLD, signal.SIG_IGN)


def few_files(most: int) -> None:
    """Let this process open 40 files at a time, or `most` if it asks for that."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (40, most))


def lockstep(
    *arguments: object,
    before: Callable[[], object] | None = None,
    **environment: str,
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end, with `before` called in its process."""
    return subprocess.run(
        [sys.executable, "-m", "grader", *map(str, arguments)],
        cwd=HOUSE,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
        preexec_fn=before,  # no threads
    )


@pytest.mark.parametrize(
    ("before", "environment"),
    [
        (block, {}),
        (ignore, {}),
        (partial(few_files, 1000), {}),
        *((partial(os.close, number), {}) for number in range(3)),
        (partial(os.closerange, 0, 3), {}),
        (None, {"TMPDIR": "."}),
        (None, {"PYTEST_PLUGINS": "nothing_of_this_name"}),
    ],
    ids=[
        "children are not told of",
        "children are ignored",
        "files",
        "no input",
        "no output",
        "no error output",
        "none of the three",
        "a relative path",
        "plugins",
    ],
)
def test_a_right_solution(before: Callable[[], object] | None, environment: dict[str, str]) -> None:
    """What signals and variables the kit finds does a right solution no harm."""
    done = lockstep(
        "check", "ex06", "--submission", CLASS / "reference.py", before=before, **environment
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_without_an_error_stream(tmp_path: Path) -> None:
    """A class is graded although there is nowhere to show how far it is."""
    (tmp_path / "class" / "ada").mkdir(parents=True)
    (tmp_path / "class" / "ada" / "ex06_lock.py").write_text("", "utf-8")
    arguments = [tmp_path / "class", "--out", tmp_path / "out", "--exercise", "ex06"]
    done = lockstep("grade", *arguments, "--sandbox", "none", before=partial(os.close, 2))
    assert "1 of 1 learners graded" in done.stdout, done.stdout


def test_too_few_files() -> None:
    """Where the system does not let the kit open as many files as it may need, it judges nobody."""
    solution = CLASS / "reference.py"
    done = lockstep("check", "ex06", "--submission", solution, before=partial(few_files, 40))
    assert done.returncode == 2, done.stdout + done.stderr
    assert "may open only 40 files here" in done.stderr, done.stderr


@pytest.mark.parametrize("command", ["check", "grade", "validate"])
def test_without_assertions(tmp_path: Path, command: str) -> None:
    """A Python that leaves out what the checks assert judges nobody."""
    given = {
        "check": ["ex06", "--submission", CLASS / "wrong" / "unlocked.py"],
        "grade": [tmp_path, "--out", tmp_path / "out"],
        "validate": ["ex06"],
    }
    done = lockstep(command, *given[command], PYTHONOPTIMIZE="1")
    assert done.returncode == 2, done.stdout + done.stderr
    assert "leaves out every assert" in done.stderr, done.stderr
