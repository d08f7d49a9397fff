"""`hint`: the next hint for an exercise, one step at a time."""

from __future__ import annotations

import argparse
import textwrap

from grader.catalogue import HOUSE
from grader.commands import Usage, find_exercise, progress_in
from grader.commands.terminal import Line, line, show
from grader.learning import progress
from grader.learning.hints import hints_in

HELP = "show the next hint for an exercise"
DESCRIPTION = "Show the next hint for an exercise: first a question, later more, never the code."
EXAMPLE = """\
examples:
  python -m grader hint ex06
  python -m grader hint ex06 --again    all that you have seen so far

exit code: 0, or 2 for wrong usage
"""
WIDTH = 76


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument("exercise", metavar="EX", help='its name, such as "ex06"')
    parser.add_argument(
        "--again", action="store_true", help="show the hints that you have seen, and no new one"
    )


def run(given: argparse.Namespace) -> int:
    """Print one more hint, or those seen so far; return 0."""
    exercise = find_exercise(given.exercise)
    hints = hints_in(exercise.hints)
    if not hints:
        raise Usage(f"there are no hints for {exercise.name}")
    if given.again:
        first, last = 0, min(progress_in(HOUSE).hints.get(exercise.name, 0), len(hints))
    else:
        try:
            with progress.changing(HOUSE) as done:
                first = min(done.hints.get(exercise.name, 0), len(hints))
                last = done.hints[exercise.name] = min(first + 1, len(hints))
        except OSError as error:
            raise Usage(progress.not_saved(HOUSE, error)) from None
    lines: list[Line] = []
    for number in range(first, last):
        lines += _hint(hints[number], f"{exercise.name}, hint {number + 1} of {len(hints)}")
    if first == last:
        again = (
            ""
            if given.again
            else f" To read them again: tox -e learn -- hint {exercise.name} --again"
        )
        none = "You have not seen any yet." if given.again else "Those were all the hints."
        lines.append(line(none + again))
        if not given.again and exercise.reference.exists():
            text = f"The solution, if you must: tox -e learn -- solution {exercise.name} --force"
            lines.append(line(text))
    show(lines)
    return 0


def _hint(text: str, title: str) -> list[Line]:
    """Return the lines of a hint: its question in bold, then its paragraphs."""
    question, _, rest = text.partition("\n")
    lines = [line(title, "dim"), *(line(f"  {part}", "bold") for part in _wrapped(question))]
    for paragraph in rest.strip().split("\n\n"):
        if paragraph.strip():
            lines += [line(), *(line(f"  {part}") for part in _wrapped(paragraph))]
    return [*lines, line()]


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(" ".join(text.split()), WIDTH)
