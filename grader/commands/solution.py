"""`solution`: the commented solution of an exercise, to compare one's own with."""

from __future__ import annotations

import argparse

from grader.catalogue import HOUSE
from grader.commands import Usage, find_exercise, progress_in
from grader.commands.terminal import line, show

HELP = "show a commented solution, once you have passed"
DESCRIPTION = "Show a commented solution of an exercise that you have passed, to compare."
EXAMPLE = """\
examples:
  python -m grader solution ex06
  python -m grader solution ex06 --force    even before you have passed

exit code: 0, or 2 for wrong usage
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument("exercise", metavar="EX", help='its name, such as "ex06"')
    parser.add_argument("--force", action="store_true", help="even before you have passed")


def run(given: argparse.Namespace) -> int:
    """Print the solution; return 0. Raise Usage where it must not or cannot be shown."""
    exercise = find_exercise(given.exercise)
    if not exercise.reference.exists():
        raise Usage(f"this kit has no solution for {exercise.name}: ask your instructor for it")
    if not given.force and not progress_in(HOUSE).passed(exercise.name):
        raise Usage(
            f"you have not passed {exercise.name} yet, and learn most by trying. A hint: "
            f"tox -e learn -- hint {exercise.name}. To see the solution all the same, add --force"
        )
    show([line(text) for text in exercise.reference.read_text("utf-8").splitlines()])
    return 0
