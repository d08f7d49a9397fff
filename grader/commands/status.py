"""`status`: how far a learner is."""

from __future__ import annotations

import argparse
import textwrap

from grader.catalogue import HOUSE, Exercise
from grader.commands import progress_in
from grader.commands.terminal import Line, line, show, takes
from grader.commands.texts import wrapped
from grader.learning.checkpoints import checkpoints
from grader.learning.progress import Progress

HELP = "show how far you are"
DESCRIPTION = "Show which exercises you have passed, and which checks passed before and fail now."
EXAMPLE = """\
example:
  python -m grader status

exit code: 0
"""
BAR = 10
TITLE = 46


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command: none."""


def run(given: argparse.Namespace) -> int:  # noqa: ARG001  # a command's signature
    """Print the status; return 0."""
    show(lines_of(progress_in(HOUSE), checkpoints(HOUSE), takes("█░✓")))
    return 0


def lines_of(done: Progress, groups: dict[str, list[Exercise]], marks: bool) -> list[Line]:
    """Return the lines of the status."""
    everything = [exercise for group in groups.values() for exercise in group]
    passed = [exercise for exercise in everything if done.passed(exercise.name)]
    lines = [line(f"{len(passed)} of {len(everything)} exercises passed", "bold")]
    for title, group in groups.items():
        complete = all(exercise in passed for exercise in group)
        lines += [line(), line(title + (": done" if complete else ""), "green" if complete else "")]
        for exercise in group:
            lines += _exercise(done, exercise, marks)
    upcoming = next((exercise for exercise in everything if exercise not in passed), None)
    text = f"Next: tox -e {upcoming.name}" if upcoming else "You have passed all of them."
    return [*lines, line(), line(text)]


def _exercise(done: Progress, exercise: Exercise, marks: bool) -> list[Line]:
    points, out_of = done.points(exercise.name)
    title = textwrap.shorten(exercise.subject, TITLE, placeholder=" ..")
    start = f"  {exercise.name}  {title:<{TITLE}}  "
    if not out_of:
        return [((start, ""), ("not tried yet", "dim"))]
    full, empty = ("█", "░") if marks else ("#", ".")
    filled = min(int(BAR * points / out_of), BAR)
    passed = done.passed(exercise.name)
    bar = full * filled + empty * (BAR - filled)
    score = f"{points:g}/{out_of:g}"
    lines: list[Line] = [((start, ""), (f"{bar} {score}", "green" if passed else "yellow"))]
    for name in done.lost(exercise.name):
        text = f"        passed before, fails now: {exercise.sentence(name)}"
        lines += [line(part, "red") for part in wrapped(text, "", " " * 8)]
    return lines
