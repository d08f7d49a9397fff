"""`check`: run the checks of one exercise on one file, and show the learner what came of them."""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader.commands import GRADER_ERROR, Usage, a_path, cores, find_exercise

if TYPE_CHECKING:
    from grader.catalogue import Exercise
    from grader.suite.results import ExerciseResult

HELP = "run the checks of one exercise on your file"
DESCRIPTION = "Run the checks of one exercise on your file, and show what came of them."
EXAMPLE = """\
examples:
  python -m grader check ex06
  python -m grader check ex06 --replay no_lost_update.1.a3b2c4b2a5

exit code: 0 all passed, 1 some failed, 2 wrong usage, 3 not decided, or a bug of the kit
"""

AT_ONCE = 4
"""Checks that run at once where there are cores for them: each needs memory for its processes."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument("exercise", metavar="EX", help='its name, such as "ex06"')
    parser.add_argument(
        "--replay",
        metavar="STRING",
        default="",
        help="run one failed check again, in the same order",
    )
    parser.add_argument(
        "--submission",
        metavar="PATH",
        type=a_path,
        help="your file (default: the one in exercises/)",
    )
    parser.add_argument(
        "--json", metavar="FILE", type=a_path, help="write the result to this file, too"
    )


def run(given: argparse.Namespace) -> int:
    """Check, print the page, and return the exit code."""
    exercise = find_exercise(given.exercise)
    if given.json and not given.json.parent.is_dir():
        raise Usage(f"--json: there is no folder {given.json.parent}: make it first")
    if given.json and _holds_something_else(given.json):
        raise Usage(
            f"--json: {given.json} is there already, and is no result of an earlier check: name "
            "another file"
        )
    if given.submission and not given.submission.exists():
        raise Usage(f"--submission: there is no file {given.submission}")
    if given.submission and given.submission.is_dir():
        raise Usage(f"--submission: {given.submission} is a folder: name the file in it")
    if given.submission and not given.submission.is_file():
        raise Usage(f"--submission: {given.submission} is no file: name the one with your program")

    from grader.commands.page import Invocation, print_page
    from grader.suite.results import Verdict

    result = checked(exercise, given.submission or exercise.stub, given.replay)
    if given.json:
        _write_json(given.json, result)
    passed: frozenset[str] = frozenset()
    if not given.submission and not given.replay:
        passed = _note_progress(exercise, result)
    print_page(result, Invocation(exercise, given.submission, given.replay, passed))
    return {Verdict.PASSED: 0, Verdict.FAILED: 1}.get(result.verdict, GRADER_ERROR)


def _note_progress(exercise: Exercise, result: ExerciseResult) -> frozenset[str]:
    """Write down how far the learner is; return the exercises that they have passed."""
    from grader.learning import progress

    try:
        with progress.changing(exercise.house) as done:
            done.record(exercise.name, result)
    except OSError as error:
        print(progress.not_saved(exercise.house, error), file=sys.stderr)
        return frozenset()
    return frozenset(name for name in done.checks if done.passed(name))


def checked(exercise: Exercise, path: Path, replay: str) -> ExerciseResult:
    """Run the suite in this process, and say meanwhile that it is running."""
    from grader.suite.run import UsageError, run_suite

    os.environ.pop("PYTEST_ADDOPTS", None)  # it is meant for the user's own tests
    with _interruptible() as interrupted, _notice(f"checking {path.name} ..."):
        try:
            result = run_suite(exercise, path, replay, processes=min(cores(), AT_ONCE))
        except UsageError as error:
            raise Usage(str(error)) from None
    if interrupted:
        raise KeyboardInterrupt
    return result


@contextlib.contextmanager
def _interruptible() -> Iterator[list[int]]:
    """Notice Ctrl-C, which pytest keeps to itself: the list has something in it afterwards."""
    seen: list[int] = []

    def interrupt(number: int, _frame: Any) -> None:
        seen.append(number)
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGINT, interrupt)
    try:
        yield seen
    finally:
        signal.signal(signal.SIGINT, before)


@contextlib.contextmanager
def _notice(text: str) -> Iterator[None]:
    """Show `text` on a terminal as long as it lasts.

    It goes where the page goes: tox passes on the two streams in no certain order.
    """
    show = sys.stdout.isatty()
    if show:
        print(text, end="", flush=True)
    try:
        yield
    finally:
        if show:
            print(f"\r{' ' * len(text)}\r", end="", flush=True)


def _holds_something_else(path: Path) -> bool:
    """Tell whether there is a file with something in it that `--json` has not written."""
    import msgspec

    if not path.is_file():  # a pipe or a device has nothing to lose
        return False
    try:
        data = path.read_bytes()
        return bool(data) and "verdict" not in msgspec.json.decode(
            data, type=dict[str, msgspec.Raw]
        )
    except (OSError, ValueError, msgspec.MsgspecError):
        return True


def _write_json(path: Path, result: ExerciseResult) -> None:
    import msgspec

    from grader.files import put_where_told
    from grader.suite.trimming import trimmed

    result = msgspec.structs.replace(result, checks=[trimmed(check) for check in result.checks])
    try:
        put_where_told(path, msgspec.json.format(msgspec.json.encode(result)) + b"\n")
    except OSError as error:
        raise Usage(
            f"--json: {path} cannot be written: {error.strerror}. Name another file"
        ) from None
