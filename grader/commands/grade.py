"""`grade`: grade a class, a result file for each learner."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from grader.commands import Usage, add_jobs, find_exercises, positive

if TYPE_CHECKING:
    from grader.catalogue import Exercise
    from grader.grading.writing import Results
    from grader.suite.results import LearnerResult

HELP = "grade a class"
DESCRIPTION = """\
Grade a class: PATH has a folder for each learner and in that, at any depth, their
files (ex04_queue.py, ...). DIR/results gets a file <learner>.json for each.
"""
EXAMPLE = """\
examples:
  python -m grader grade sample --out graded
  python -m grader grade sample --out graded --sandbox none

exit code: 0 all is graded, 2 wrong usage, 3 a bug of the kit, 130 stopped
"""
WIDTH = 80
MAX_ROWS = 60


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument("path", metavar="PATH", type=Path, help="the folder of the class")
    parser.add_argument(
        "--out", metavar="DIR", type=Path, required=True, help="where the results go"
    )
    add_jobs(parser)
    parser.add_argument(
        "--exercise", metavar="EX", nargs="+", action="extend", help="grade only these exercises"
    )
    parser.add_argument(
        "--seconds",
        metavar="S",
        type=positive,
        default=300,
        help="wall seconds for one exercise of one learner (default: %(default)s)",
    )
    parser.add_argument(
        "--sandbox",
        metavar="LEVEL",
        choices=("auto", "bubblewrap", "none"),
        default="auto",
        help="what to protect this machine with from the learners' code: auto, bubblewrap, or "
        "none at all (default: auto, and where that cannot be had, nothing runs)",
    )


def run(given: argparse.Namespace) -> int:
    """Grade, write the results, print a table, and return the exit code."""
    from grader.commands.progress import watched
    from grader.grading.classroom import grade
    from grader.grading.submissions import BadClass, find_learners
    from grader.grading.writing import NotWritable, Results

    exercises = find_exercises(given.exercise or [])
    sandbox = _sandbox(given.sandbox)
    try:
        learners = find_learners(given.path, exercises, given.out)
        results = Results(given.out)
    except (BadClass, NotWritable) as error:
        raise Usage(str(error)) from None
    graded: dict[int, LearnerResult] = {}
    interrupted = False
    try:
        total = len(learners) * len(exercises)
        grading = grade(learners, exercises, given.jobs, given.seconds, sandbox)
        for news in watched(grading, total, "grading"):
            if news.result is not None:
                results.write(news.learner.folder.name, news.result)
                graded[learners.index(news.learner)] = news.result
    except KeyboardInterrupt:
        interrupted = True
    _look_after(results)
    ordered = [graded[at] for at in sorted(graded)]
    _print_table(ordered, exercises)
    print(
        f"\n{len(ordered)} of {len(learners)} learners graded; the results are in {results.folder}"
        f"\nsandbox: {sandbox}"
    )
    errors = _print_grader_errors(ordered)
    if interrupted:
        print("stopped: grade again to get the results of all", file=sys.stderr)
        return 130
    return 3 if errors else 0


def _sandbox(asked: str) -> str:
    """Return the level of protection to grade with; raise Usage where it cannot be had."""
    from grader.sandbox.levels import NONE, Unavailable, choose

    try:
        level = choose(asked)
    except Unavailable as error:
        raise Usage(
            f"no sandbox for the learners' code: {error}\n`python -m grader doctor` says more. To "
            "let their code do whatever your account can, add: --sandbox none"
        ) from None
    if level == NONE:
        print(
            "no sandbox: the learners' code can do whatever your account can; what it starts is "
            "ended all the same",
            file=sys.stderr,
        )
    return level


def _look_after(results: Results) -> None:
    """Repair what a submission did to the results, and say so."""
    for name in results.repair():
        print(f"{name} had been changed by somebody else, and was written again", file=sys.stderr)
    for name in results.strangers():
        print(f"{name!a} in the results is not ours: look who made it", file=sys.stderr)


def _print_table(results: Sequence[LearnerResult], exercises: Sequence[Exercise]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from grader.commands.texts import clean

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("learner", no_wrap=True, overflow="ellipsis")
    for exercise in exercises:
        table.add_column(exercise.name, justify="right")
    for result in results[:MAX_ROWS]:
        cells = [_cell(result, exercise) for exercise in exercises]
        table.add_row(Text(clean(result.learner)), *(Text(cell) for cell in cells))
    console = Console(width=WIDTH, highlight=False)
    if results:
        console.print(table)
    if len(results) > MAX_ROWS:
        console.print(f"... and {len(results) - MAX_ROWS} more")


def _cell(result: LearnerResult, exercise: Exercise) -> str:
    from grader.suite.results import Verdict

    of_exercise = result.exercises[exercise.name]
    if of_exercise.verdict is Verdict.MISSING:
        return "missing"
    if of_exercise.verdict is Verdict.GRADER_ERROR:
        return "grader error"
    return f"{of_exercise.points:g}/{of_exercise.out_of:g}"


def _print_grader_errors(results: Sequence[LearnerResult]) -> int:
    """Name each bug of the kit on standard error; return how many there are."""
    from grader.commands.texts import clean
    from grader.suite.results import Verdict

    count = 0
    for result in results:
        for name, of_exercise in result.exercises.items():
            if of_exercise.verdict is not Verdict.GRADER_ERROR:
                continue
            count += 1
            reasons = [
                f"{check.name}: {check.message}"
                for check in of_exercise.checks
                if check.verdict is Verdict.GRADER_ERROR
            ] or [of_exercise.message]
            for reason in reasons:
                text = clean(f"{result.learner}, {name}: {reason}", keep="\n")
                print(f"grader error (a bug of the kit): {text}", file=sys.stderr)
    return count
