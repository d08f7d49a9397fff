"""`override`: give a learner other points than the kit did, with a reason."""

from __future__ import annotations

import argparse
import getpass
import math
import sys

from grader.commands import Usage, a_path, find_exercise
from grader.lockstep.plain import as_text

HELP = "give a learner other points than the kit did, with a reason"
DESCRIPTION = """\
Give LEARNER other points for EX than the kit did. They count from now on, also when the
class is graded again, until another override or --withdraw. All of them are kept in the
gradebook, with the reason and with who made them. The learner's page shows the reason.
"""
EXAMPLE = """\
examples:
  python -m grader override graded ada ex06 12 --reason "told me why"
  python -m grader override graded ada ex06 --withdraw --reason "not so"

exit code: 0 done, 2 wrong usage
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument("folder", metavar="DIR", type=a_path, help="where the gradebook is")
    parser.add_argument(
        "learner", metavar="LEARNER", help="the learner, as in the table, or an e-mail address, ..."
    )
    parser.add_argument("exercise", metavar="EX", help='the exercise, such as "ex06"')
    parser.add_argument("points", metavar="POINTS", type=float, nargs="?", help="the points")
    parser.add_argument("--reason", metavar="TEXT", required=True, help="why")
    parser.add_argument("--withdraw", action="store_true", help="let the kit's points count again")


def run(given: argparse.Namespace) -> int:
    """Enter the override, write the learner's result again, and return the exit code."""
    from grader.files import NotWritable
    from grader.gradebook import BookError
    from grader.gradebook.book import Gradebook
    from grader.gradebook.schema import FILE
    from grader.grading.writing import Results

    exercise = find_exercise(given.exercise)
    if (given.points is None) != given.withdraw:
        raise Usage("say how many points, or --withdraw")
    if given.points is not None and not (math.isfinite(given.points) and given.points >= 0):
        raise Usage(f"{given.points} are no points: give a number of at least 0")
    if not given.reason.strip():
        raise Usage("--reason: say why, for whoever asks later")
    for name, text in (("LEARNER", given.learner), ("--reason", given.reason)):
        if as_text(text) != text:
            raise Usage(f"{name}: {text!a} is not UTF-8 text: type it on a terminal for UTF-8")
    if not (given.folder / FILE).is_file():
        raise Usage(f"there is no gradebook {given.folder / FILE}")
    try:
        with Gradebook(given.folder) as book:
            key = book.find(given.learner)
            book.override(key, exercise.name, given.points, given.reason, _author())
            entry = book.entry(key)
            assert entry is not None
            Results(given.folder).write(key, entry.result)
    except (BookError, NotWritable) as error:
        raise Usage(str(error)) from None
    standing = entry.exercises[exercise.name]
    graded = standing.grade.result
    print(
        f"{key} {exercise.name}: {standing.points:g} of {graded.out_of:g} points "
        f"(the kit gave {graded.points:g})"
    )
    if standing.points > graded.out_of:
        print("note: these are more points than there are", file=sys.stderr)
    return 0


def _author() -> str:
    try:
        return as_text(getpass.getuser())
    except (KeyError, OSError, ImportError):  # there may be no user of that number
        return ""
