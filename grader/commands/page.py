"""The page that a learner reads: each check's sentence, what went wrong, and what to do next.

The first failing check is shown with its picture. Those after it get their message and the command
that replays them, and a message that was there before is not said again: one thing at a time.
"""

from __future__ import annotations

import shlex
import sys
import textwrap
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.text import Text

from grader.catalogue import Exercise, exercises
from grader.suite.results import Check, ExerciseResult, Verdict

WIDTH = 80
MAX_MESSAGE_LINES = 16
MAX_PRINTED_LINES = 6
EMPTY_DIAGRAM = 2
"""Lines of a diagram in which nothing happens: its head alone."""

MARKS = {
    Verdict.PASSED: ("✓", "+", "green"),
    Verdict.FAILED: ("✗", "x", "red"),
    Verdict.NOT_RUN: ("·", "-", "dim"),
    Verdict.GRADER_ERROR: ("!", "!", "yellow"),
}


@dataclass(frozen=True)
class Invocation:
    """How `check` was called, and how to call it again."""

    exercise: Exercise
    submission: Path | None = None
    replay: str = ""

    @property
    def file(self) -> str:
        """The learner's file, as they would name it."""
        return str(self.submission or f"exercises/{self.exercise.file}")

    def command(self, replay: str = "") -> str:
        """Return the command that checks again, or that replays one run."""
        if self.submission is None:
            return f"tox -e {self.exercise.name}" + (f" -- --replay {replay}" if replay else "")
        path = shlex.quote(str(self.submission))
        command = f"python -m grader check {self.exercise.name} --submission {path}"
        return command + (f" --replay {replay}" if replay else "")


def print_page(result: ExerciseResult, invocation: Invocation) -> None:
    """Print the page of a result on standard output."""
    console = Console(width=WIDTH, highlight=False, soft_wrap=True, emoji=False)
    for line in lines_of(result, invocation, can_print_marks()):
        console.print(line)


def can_print_marks() -> bool:
    """Tell whether standard output takes the marks, or only ASCII."""
    try:
        "✓✗·".encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return False
    return True


def lines_of(result: ExerciseResult, invocation: Invocation, marks: bool) -> list[Text]:
    """Return the lines of the page."""
    exercise = invocation.exercise
    lines = [
        Text.assemble((exercise.name, "bold"), f"  {exercise.subject}"),
        Text(f"      {clean(invocation.file)}", "dim"),
        Text(""),
    ]
    said: set[str] = set()
    for check in result.checks:
        lines.append(_headline(check, marks))
        if check.verdict is not Verdict.PASSED:
            lines += _reason(check, invocation, said)
    if result.message:
        lines += [Text(""), *_indented(result.message, "yellow")]
    return [*lines, Text(""), *_end(result, invocation)]


def _headline(check: Check, marks: bool) -> Text:
    mark, plain, style = MARKS[check.verdict]
    score = f"{check.points:g}/{check.out_of:g}"
    width = WIDTH - 4 - len(score) - 1
    first, *rest = textwrap.wrap(clean(check.title), width) or [""]
    line = Text.assemble(
        (f"  {mark if marks else plain} ", style), f"{first:<{width}} ", (score, style)
    )
    for more in rest:
        line.append(f"\n    {more}")
    return line


def _reason(check: Check, invocation: Invocation, said: set[str]) -> list[Text]:
    """Return what there is to say of a check that has not passed."""
    if check.verdict is Verdict.NOT_RUN:
        return _indented(f"not run: {check.message}", "dim")
    if check.verdict is Verdict.GRADER_ERROR:
        return _indented(f"a bug of the kit, not yours: {check.message}", "yellow")
    if check.message in said:
        return _indented("the same reason as above", "dim")
    first = not said
    said.add(check.message)
    lines = _indented(check.message, "red")
    if first:
        lines += _picture(check) + _printed(check)
    if check.replay and not invocation.replay:
        # on one line, however long it gets: it is to be copied
        lines.append(Text(f"      again: {invocation.command(check.replay)}", "cyan"))
    return [*lines, Text("")] if first else lines


def _picture(check: Check) -> list[Text]:
    if len(check.page) <= EMPTY_DIAGRAM:
        return []
    lines = [Text("")]
    for line in check.page:
        wrapped = (
            textwrap.wrap(line, WIDTH, subsequent_indent="   ") if len(line) > WIDTH else [line]
        )
        style = "red" if line.startswith(">>") else ""
        lines += [Text(clean(part).rstrip(), style) for part in wrapped]
    return [*lines, Text("")]


def _printed(check: Check) -> list[Text]:
    """Return the beginning of what the program printed, under the check that it belongs to."""
    printed = clean(check.printed, keep="\n").rstrip().splitlines()
    if not printed:
        return []
    lines = [Text("      It printed:", "dim")]
    lines += [Text(f"        {line[: WIDTH - 8]}") for line in printed[:MAX_PRINTED_LINES]]
    if len(printed) > MAX_PRINTED_LINES:
        lines.append(Text(f"        ... {len(printed) - MAX_PRINTED_LINES} more lines", "dim"))
    return lines


def _end(result: ExerciseResult, invocation: Invocation) -> list[Text]:
    """Return the points, and what to do next."""
    if result.verdict is Verdict.GRADER_ERROR:
        return _indented(
            "The kit could not do its work: that is a bug of the kit, and not your fault. Please "
            "report it with this page.",
            "yellow",
            indent="",
        )
    if invocation.replay:
        return _end_of_replay(result, invocation)
    passed = sum(check.verdict is Verdict.PASSED for check in result.checks)
    count = f"{result.points:g} of {result.out_of:g} points, "
    if result.verdict is Verdict.PASSED:
        after = _following(invocation)
        return [
            Text(f"{count}all {passed} checks passed.", "green"),
            *_withheld(invocation.exercise),
            Text(after),
        ]
    return [
        Text(f"{count}{passed} of {len(result.checks)} checks passed."),
        *_withheld(invocation.exercise),
        Text("Next: look into the first check with a cross. Change the file, then run"),
        Text(f"    {invocation.command()}", "cyan"),
    ]


def _withheld(exercise: Exercise) -> list[Text]:
    """Say that there are checks which this kit does not have."""
    number, points = exercise.withheld
    if not number:
        return []
    checks = "1 check" if number == 1 else f"{number} checks"
    worth = "1 point" if points == 1 else f"{points:g} points"
    return [Text(f"Your instructor runs {checks} more, worth {worth}.")]


def _end_of_replay(result: ExerciseResult, invocation: Invocation) -> list[Text]:
    if result.verdict is Verdict.PASSED:
        return [
            Text("In this order of events the check passes now (if your file has changed, that"),
            Text("order may no longer be possible). For all of them, run"),
            Text(f"    {invocation.command()}", "cyan"),
        ]
    return [
        Text("This was one check in one order of events. For all of them, run"),
        Text(f"    {invocation.command()}", "cyan"),
    ]


def _following(invocation: Invocation) -> str:
    names = [exercise.name for exercise in exercises(invocation.exercise.house)]
    after = names[names.index(invocation.exercise.name) + 1 :]
    return f"Next: tox -e {after[0]}" if after else "That was the last exercise."


def _indented(text: str, style: str, indent: str = "      ") -> list[Text]:
    """Return `text`, wrapped and indented, cut where it is very long."""
    lines: list[str] = []
    for line in clean(text, keep="\n").splitlines():
        blanks = " " * (len(line) - len(line.lstrip()))
        lines += textwrap.wrap(
            line,
            WIDTH,
            initial_indent=indent,
            subsequent_indent=indent + blanks,
            replace_whitespace=False,
        ) or [""]
    if len(lines) > MAX_MESSAGE_LINES:
        lines = [
            *lines[:MAX_MESSAGE_LINES],
            f"{indent}... {len(lines) - MAX_MESSAGE_LINES} more lines",
        ]
    return [Text(line, style) for line in lines]


def clean(text: str, keep: str = "") -> str:
    """Return `text` without the characters that would make a terminal do something."""
    text = text.replace("\r\n", "\n").replace("\t", "    ")
    if all(char.isprintable() or char in keep for char in text):
        return text
    return "".join(
        char if char.isprintable() or char in keep else ascii(char)[1:-1] for char in text
    )
