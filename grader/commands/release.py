"""`release`: write the learners' kit."""

from __future__ import annotations

import argparse

from grader.commands import FOR_LEARNERS, Usage, a_path, find_exercises

HELP = "write the kit that learners get"
DESCRIPTION = """\
Write the learners' kit to the new folder DIR: the stubs, the public checks, and what
`tox -e ex06` needs there. The solutions stay here, and so do the checks that are
marked as hidden.
"""
EXAMPLE = """\
example:
  python -m grader release ../lockstep-for-learners

exit code: 0 it is written, 2 wrong usage
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument("folder", metavar="DIR", type=a_path, help="where it goes; a new folder")
    parser.add_argument(
        "--exercise", metavar="EX", nargs="+", action="extend", help="only these exercises"
    )


def run(given: argparse.Namespace) -> int:
    """Write the kit, say what is in it, and return the exit code."""
    from grader.files import NotWritable
    from grader.release.cutting import NotReleasable
    from grader.release.tree import release

    exercises = find_exercises(given.exercise or [])
    try:
        suites = release(exercises, FOR_LEARNERS, given.folder)
    except (NotReleasable, NotWritable) as error:
        raise Usage(str(error)) from None
    for exercise in exercises:
        hidden = suites[exercise.name].hidden
        kept = f", without {hidden} hidden checks" if hidden > 1 else ""
        kept = ", without 1 hidden check" if hidden == 1 else kept
        print(f"{exercise.name}  {exercise.subject}{kept}")
    print(f"\nthe learners' kit is in {given.folder}; its README.md says how to begin")
    return 0
