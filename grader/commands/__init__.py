"""The commands, one module each, and what they have in common.

A command has `HELP` (one line), `DESCRIPTION`, `EXAMPLE`, `add_arguments(parser)` and `run(given)`,
which returns the exit code.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from grader.catalogue import Exercise
    from grader.learning.progress import Progress

FOR_LEARNERS = ("check", "status", "next", "hint", "watch", "reset", "solution")
FOR_INSTRUCTORS = ("doctor", "grade", "override", "export", "report", "release")
FOR_AUTHORS = ("validate",)

WITHOUT_EXERCISES = ("doctor", "override", "export", "report")
"""The commands that work in any place."""

USAGE, GRADER_ERROR, INTERRUPTED = 2, 3, 130
"""The exit codes that mean the same for all of them, besides 0 and 1."""


class Usage(Exception):
    """The command cannot be carried out as it was given; the text says why and what to do."""


def need_exercises() -> None:
    """Raise Usage where the program is not in a kit: pip installs it alone."""
    from grader.catalogue import HOUSE, exercises

    if not exercises():
        raise Usage(
            f"there are no exercises beside the program, in {HOUSE}: run it in a copy of the kit, "
            "as `python -m grader`"
        )


def find_exercise(name: str) -> Exercise:
    """Return the exercise of this name; raise Usage where there is none."""
    from grader.catalogue import UnknownExercise, find

    try:
        return find(name)
    except UnknownExercise as error:
        raise Usage(str(error)) from None


def find_exercises(names: Sequence[str]) -> list[Exercise]:
    """Return the exercises of these names, or all where none is named, in the kit's order."""
    from grader.catalogue import exercises

    wanted = {find_exercise(name) for name in names}
    return [exercise for exercise in exercises() if not wanted or exercise in wanted]


def progress_in(house: Path) -> Progress:
    """Return how far the learner of this kit is; raise Usage where that cannot be read."""
    from grader.learning import progress

    try:
        return progress.load(house)
    except OSError as error:
        raise Usage(
            f"{progress.path_in(house)} cannot be read ({error.strerror}): it is a text file that "
            "the kit writes; delete what is there to begin again"
        ) from None


def a_path(text: str) -> Path:
    """Return `text` as a path; an empty one would be the folder that one happens to be in."""
    if not text:
        raise argparse.ArgumentTypeError("it is empty: is a variable of the shell not set?")
    return Path(text)


def positive(text: str) -> int:
    """Return `text` as a whole number of at least 1; raise ValueError for another one."""
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


positive.__name__ = "positive number"  # argparse shows it: invalid positive number value: '0'


def cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def add_jobs(parser: argparse._ActionsContainer, more: int = 0) -> None:
    """Declare `--jobs`, for a command that runs several submissions at a time.

    By default there are `more` than cores: each submission waits now and then.
    """
    parser.add_argument(
        "--jobs",
        metavar="N",
        type=positive,
        default=str(cores() + more),  # as a text, it differs from whatever is given
        help="how many submissions to run at a time (default: the number of cores"
        f"{f' and {more} more' if more else ''})",
    )
