"""How far a learner is: one plain text file, a line for each check.

    ex06 no_lost_update 3/3 passed
    ex06 nothing_left_behind 0/1 lost
    ex06 hints 2

A check is passed, failed, not-run, undecided (a grader error), or *lost*: it has passed before and
fails now. A line that is none of ours stays as it is. The file is changed under a lock, since
exercises may be checked in parallel.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from grader import files

if TYPE_CHECKING:
    from grader.suite.results import ExerciseResult

HEAD = "# How far you are; `tox -e learn` shows it. Delete this file to begin again."
CHECK = re.compile(
    r"(ex\d\d) (\w+) ([\d.]{1,9})/([\d.]{1,9}) (passed|failed|lost|not-run|undecided)"
)
HINTS = re.compile(r"(ex\d\d) hints (\d{1,9})")


@dataclass(frozen=True)
class LastRun:
    """What became of a check when it was last run; `state` as in the file."""

    points: float
    out_of: float
    state: str


@dataclass
class Progress:
    """What the file says: the checks of each exercise in their order, and the hints taken."""

    checks: dict[str, dict[str, LastRun]] = field(default_factory=dict)
    hints: dict[str, int] = field(default_factory=dict)
    strange: list[str] = field(default_factory=list)

    def record(self, exercise: str, result: ExerciseResult) -> None:
        """Take over the result of an exercise; a grader error leaves a check as it was."""
        before = self.checks.get(exercise, {})
        now = dict(before) if result.verdict.value == "grader error" else {}
        for check in result.checks:
            name, verdict = check.name.removeprefix("test_"), check.verdict.value
            if verdict == "grader error":
                now.setdefault(name, LastRun(0.0, check.out_of, "undecided"))
                continue
            old = before.get(name)
            state = verdict.replace(" ", "-")
            if state == "failed" and old and old.state in ("passed", "lost"):
                state = "lost"
            now[name] = LastRun(check.points, check.out_of, state)
        self.checks[exercise] = now

    def passed(self, exercise: str) -> bool:
        """Tell whether all checks of an exercise passed when they were last run."""
        entries = self.checks.get(exercise, {}).values()
        return bool(entries) and all(entry.state == "passed" for entry in entries)

    def points(self, exercise: str) -> tuple[float, float]:
        """Return the points of an exercise, and how many there are: 0 and 0 if it was not tried."""
        entries = self.checks.get(exercise, {}).values()
        return sum(entry.points for entry in entries), sum(entry.out_of for entry in entries)

    def lost(self, exercise: str) -> list[str]:
        """Return the checks that passed before and do not now."""
        return [name for name, e in self.checks.get(exercise, {}).items() if e.state == "lost"]

    def text(self) -> str:
        """Return the file's text."""
        lines = [HEAD]
        for exercise in sorted({*self.checks, *self.hints}):
            for name, entry in self.checks.get(exercise, {}).items():
                lines.append(f"{exercise} {name} {entry.points:g}/{entry.out_of:g} {entry.state}")
            if exercise in self.hints:
                lines.append(f"{exercise} hints {self.hints[exercise]}")
        return "\n".join([*lines, *self.strange]) + "\n"


def path_in(house: Path) -> Path:
    """Return where the file is."""
    return house / "progress.txt"


def not_saved(house: Path, error: OSError) -> str:
    """Say that the file cannot be changed, and what to do about it."""
    return (
        f"your progress cannot be saved in {path_in(house)}: {error.strerror or error}. The folder "
        "and the file have to be yours to write to, with room on the disk"
    )


def load(house: Path) -> Progress:
    """Return what the file says; nothing where there is none. Raise OSError if it is unreadable."""
    progress = Progress()
    try:
        text = path_in(house).read_text("utf-8", "replace")
    except FileNotFoundError:
        return progress
    for line in text.splitlines():
        if match := CHECK.fullmatch(line.strip()):
            exercise, name, points, out_of, state = match.groups()
            entry = LastRun(_number(points), _number(out_of), state)
            progress.checks.setdefault(exercise, {})[name] = entry
        elif match := HINTS.fullmatch(line.strip()):
            progress.hints[match[1]] = int(match[2])
        elif line.strip() and line != HEAD:
            progress.strange.append(line)
    return progress


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


@contextlib.contextmanager
def changing(house: Path) -> Iterator[Progress]:
    """Hand out the progress to be changed, and save it; raise OSError where that cannot be."""
    with _locked(house):
        progress = load(house)
        yield progress
        files.put(path_in(house), progress.text().encode())


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
