"""`next`: the exercise to go on with."""

from __future__ import annotations

import argparse
from pathlib import Path

from grader.catalogue import HOUSE, Exercise
from grader.commands import progress_in
from grader.commands.terminal import Line, line, show
from grader.commands.texts import wrapped
from grader.learning.checkpoints import checkpoints

HELP = "show which exercise to go on with"
DESCRIPTION = "Show the first exercise that you have not passed: its file, and how to check it."
EXAMPLE = """\
example:
  python -m grader next

exit code: 0
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command: none."""


def run(given: argparse.Namespace) -> int:  # noqa: ARG001  # a command's signature
    """Print the next exercise; return 0."""
    exercise = following(HOUSE)
    show([line("You have passed all of them.")] if exercise is None else lines_of(exercise))
    return 0


def following(house: Path) -> Exercise | None:
    """Return the first exercise that has not been passed, in the order of the checkpoints."""
    done = progress_in(house)
    for group in checkpoints(house).values():
        for exercise in group:
            if not done.passed(exercise.name):
                return exercise
    return None


def lines_of(exercise: Exercise) -> list[Line]:
    """Return the lines about one exercise."""
    open_checks = [
        name
        for name, entry in progress_in(exercise.house).checks.get(exercise.name, {}).items()
        if entry.state != "passed"
    ]
    lines: list[Line] = [
        ((exercise.name, "bold"), (f"  {exercise.subject}", "")),
        line(f"    edit    exercises/{exercise.file}"),
        line(f"    check   tox -e {exercise.name}", "cyan"),
    ]
    if exercise.hints.exists():
        lines.append(line(f"    hint    tox -e learn -- hint {exercise.name}", "cyan"))
    if open_checks:
        text = f"    open    {exercise.sentence(open_checks[0])}"
        lines += [line(part) for part in wrapped(text, "", " " * 12)]
    return lines
