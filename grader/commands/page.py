"""The page that a learner reads: each check's sentence, what went wrong, and what to do next.

The first failing check is shown with its picture and its likely cause. Those after it get the
beginning of their message and the command that replays them, and a message that was there before is
not said again: one thing at a time.
"""

from __future__ import annotations

import os
import re
import shlex
import textwrap
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path

from grader.catalogue import Exercise, exercises
from grader.characters import clean
from grader.commands.terminal import Line, line, show, takes
from grader.commands.texts import WIDTH, message_lines, wrapped
from grader.suite.results import (
    NOT_DECIDED,
    Check,
    ExerciseResult,
    Verdict,
    introduced,
    passed_freely,
)

INDENT = " " * 6
MAX_MESSAGE_LINES = 16
MAX_LATER_LINES = 5
PRINTED_FIRST, PRINTED_LAST = 2, 4
ENDS = " ends by "
"""Between a process and the exception that has ended it: see `Run.ended_by`."""

MARKS = {
    Verdict.PASSED: ("✓", "+", "green"),
    Verdict.FAILED: ("✗", "x", "red"),
    Verdict.NOT_RUN: ("·", "-", "dim"),
    Verdict.GRADER_ERROR: ("!", "!", "yellow"),
}


@dataclass(frozen=True)
class Invocation:
    """How `check` was called, how to call it again, and which exercises have been passed so far."""

    exercise: Exercise
    submission: Path | None = None
    replay: str = ""
    passed: frozenset[str] = field(default_factory=frozenset)

    @property
    def file(self) -> str:
        """The learner's file, as they would name it."""
        return str(self.submission or f"exercises/{self.exercise.file}")

    def command(self, replay: str = "") -> str:
        """Return the command that checks again, or that replays one run."""
        if self.submission is None:
            return f"tox -e {self.exercise.name}" + (f" -- --replay {replay}" if replay else "")
        path = shlex.quote(str(self.submission))
        by_tox = os.environ.get("TOX_ENV_NAME") == self.exercise.name
        check = "tox -e {} --" if by_tox else "python -m grader check {}"
        command = f"{check.format(self.exercise.name)} --submission {path}"
        return command + (f" --replay {replay}" if replay else "")


def print_page(result: ExerciseResult, invocation: Invocation) -> None:
    """Print the page of a result on standard output."""
    show(lines_of(result, invocation, takes("✓✗·")))


def lines_of(result: ExerciseResult, invocation: Invocation, marks: bool) -> list[Line]:
    """Return the lines of the page."""
    exercise = invocation.exercise
    lines = [
        ((exercise.name, "bold"), (f"  {exercise.subject}", "")),
        line(f"{INDENT}{clean(invocation.file)}", "dim"),
        line(),
    ]
    if problem := _problem_of_the_file(result):
        lines += _lines(message_lines(problem, INDENT, MAX_MESSAGE_LINES), "red")
        lines.append(line(f"{INDENT}No check can be run before that.", "dim"))
        lines += _printed(result.checks[0])
    else:
        lines += _checks(result.checks, invocation, marks)
    if result.message:
        lines += _lines(message_lines(result.message, INDENT, MAX_MESSAGE_LINES), "yellow")
    return [*lines, line(), *_end(result, invocation)]


def _problem_of_the_file(result: ExerciseResult) -> str:
    """Return why no check could even be begun, if that is so: each of them says the same then."""
    begun = [check for check in result.checks if check.verdict is not Verdict.NOT_RUN]
    messages = {check.message for check in begun}
    failed = all(check.verdict is Verdict.FAILED for check in begun)
    if len(begun) < 2 or len(messages) > 1 or not failed or any(c.replay for c in begun):
        return ""
    return messages.pop()


def _checks(checks: list[Check], invocation: Invocation, marks: bool) -> list[Line]:
    """Return the lines of all checks; what has been said already is not said again."""
    lines: list[Line] = []
    said: set[str] = set()
    repeated = 0
    for check, following in zip_longest(checks, checks[1:]):
        lines += _headline(check, marks)
        for note in check.notes:
            lines += _lines(wrapped(clean(note), INDENT), "dim")
        if _is_repeated(check, said):
            repeated += 1
            if following is None or not _is_repeated(following, said):
                these = "" if repeated == 1 else f"these {repeated}: "
                lines.append(line(f"{INDENT}{these}the same reason as above", "dim"))
                repeated = 0
        elif check.verdict is not Verdict.PASSED:
            lines += _reason(check, invocation, said)
            if check.verdict is Verdict.FAILED:
                said.add(check.message)
    return lines


def _is_repeated(check: Check, said: set[str]) -> bool:
    return check.verdict is Verdict.FAILED and check.message in said


def _lines(texts: list[str], style: str = "") -> list[Line]:
    return [line(text, style) for text in texts]


def _headline(check: Check, marks: bool) -> list[Line]:
    mark, plain, style = MARKS[check.verdict]
    score = f"{check.points:g}/{check.out_of:g}"
    width = WIDTH - 4 - len(score) - 1
    first, *rest = textwrap.wrap(clean(check.title), width) or [""]
    head = ((f"  {mark if marks else plain} ", style), (f"{first:<{width}} ", ""), (score, style))
    return [head, *_lines([f"    {more}" for more in rest])]


def _as_above(message: str, said: set[str]) -> str:
    """Return a message in which an exception is only named where it has been told of before."""
    reason, ends, exception = message.partition(ENDS)
    told = {before.partition(ENDS)[2] for before in said}
    if not ends or exception not in told:
        return message
    return f"{reason}{ends}{re.split('[:(]', exception)[0].rstrip()}, as above"


def _reason(check: Check, invocation: Invocation, said: set[str]) -> list[Line]:
    """Return what there is to say of a check that has not passed, after what was said before."""
    first = not said
    if check.verdict is Verdict.NOT_RUN:
        return _lines(wrapped(clean(f"not run: {check.message}"), INDENT), "dim")
    if check.verdict is Verdict.GRADER_ERROR:
        text = introduced("a bug of the kit, not yours: ", check.message)
        return _lines(message_lines(text, INDENT, MAX_MESSAGE_LINES), "yellow")
    most = MAX_MESSAGE_LINES if first else MAX_LATER_LINES
    lines = _lines(message_lines(_as_above(check.message, said), INDENT, most), "red")
    if first:
        lines += _picture(check) + _cause(check) + _printed(check)
    if check.replay and not invocation.replay:
        # on one line, however long it gets: it is to be copied
        lines.append(line(f"{INDENT}again: {invocation.command(check.replay)}", "cyan"))
    return [*lines, line()] if first else lines


def _picture(check: Check) -> list[Line]:
    if not check.page:
        return []
    page = [clean(text)[:WIDTH] for text in "\n".join(check.page).strip("\n").splitlines()]
    marked = [number for number, text in enumerate(page) if text.startswith(">>")]
    last = marked[-1] if marked and "" not in page[marked[-1] :] else len(page)
    lines = [
        line(text, "red" if number in marked or number > last else "")
        for number, text in enumerate(page)
    ]
    return [line(), *lines, line()]


def _cause(check: Check) -> list[Line]:
    if not check.cause:
        return []
    return [*_lines(wrapped(clean(f"Likely cause: {check.cause}"), INDENT), "bold"), line()]


def _printed(check: Check) -> list[Line]:
    """Return what the program printed, under the check that it belongs to: how it begins and ends.

    The end of a traceback is what tells most.
    """
    printed = clean(check.printed, keep="\n").rstrip().splitlines()
    if not printed:
        return []
    room = WIDTH - len(INDENT) - 2
    cut = [text if len(text) <= room else f"{text[: room - 2]}.." for text in printed]
    texts = [f"{INDENT}  {text}" for text in cut]
    lines = [line(f"{INDENT}It printed:", "dim")]
    if len(texts) <= PRINTED_FIRST + PRINTED_LAST + 1:
        return lines + _lines(texts)
    more = len(texts) - PRINTED_FIRST - PRINTED_LAST
    lines += _lines(texts[:PRINTED_FIRST])
    lines.append(line(f"{INDENT}  ... {more} more lines ...", "dim"))
    return lines + _lines(texts[-PRINTED_LAST:])


def _end(result: ExerciseResult, invocation: Invocation) -> list[Line]:
    """Return the points, what to do next, and how far one is."""
    if result.verdict is Verdict.GRADER_ERROR:
        errors = [check for check in result.checks if check.verdict is Verdict.GRADER_ERROR]
        text = (
            "Not everything could be decided, and that is not your fault. Show this page, and your "
            "file, to whoever gave you the exercise."
            if errors and all(check.message.startswith(NOT_DECIDED) for check in errors)
            else "The kit could not do its work: that is a bug of the kit, and not your fault. "
            "Please report it with this page."
        )
        lines = _lines(wrapped(text, ""), "yellow")
        if any(check.verdict is Verdict.FAILED for check in result.checks):
            lines.append(line("Next: what has a cross is yours to look into, the first one first."))
        return lines
    if invocation.replay:
        return _end_of_replay(result, invocation)
    passed = sum(check.verdict is Verdict.PASSED for check in result.checks)
    count = f"{result.points:g} of {result.out_of:g} points, "
    if result.verdict is Verdict.PASSED:
        head = line(f"{count}all {passed} checks passed.", "green")
        return [head, *_freely(result), *_withheld(invocation), *_after_passing(invocation)]
    return [
        line(f"{count}{passed} of {len(result.checks)} checks passed."),
        *_freely(result),
        *_withheld(invocation),
        line(
            "Next: change the file, then run"
            if _problem_of_the_file(result)
            else "Next: look into the first check with a cross. Change the file, then run"
        ),
        line(f"    {invocation.command()}", "cyan"),
        *_help(invocation),
    ]


def _freely(result: ExerciseResult) -> list[Line]:
    """Say that less was seen of the program than of others, where that is so."""
    freely = passed_freely(result)
    text = f"{freely}, which is not under control: fewer orders of events were tried."
    return _lines(wrapped(clean(text), ""), "yellow") if freely else []


def _withheld(invocation: Invocation) -> list[Line]:
    """Say that the instructor runs more, where that is so."""
    count = invocation.exercise.withheld
    if not count:
        return []
    more = "one more check, which is" if count == 1 else f"{count} more checks, which are"
    return [line(f"Your instructor runs {more} not in this kit.")]


def _help(invocation: Invocation) -> list[Line]:
    exercise = invocation.exercise
    if invocation.submission is not None or not exercise.hints.exists():
        return []
    return [
        line("A hint, one step at a time:"),
        line(f"    tox -e learn -- hint {exercise.name}", "cyan"),
    ]


def _after_passing(invocation: Invocation) -> list[Line]:
    """Return how far one is, the solution to compare with, and the next exercise."""
    exercise = invocation.exercise
    known = [each.name for each in exercises(exercise.house)]
    lines: list[Line] = []
    if invocation.submission is None:
        done = [name for name in known if name in invocation.passed]
        lines.append(line(f"{len(done)} of {len(known)} exercises passed: {', '.join(done)}"))
        if exercise.reference.exists():
            command = f"tox -e learn -- solution {exercise.name}"
            lines.append(line(f"Compare with a commented solution: {command}"))
    later = known[known.index(exercise.name) + 1 :] + known
    left = [name for name in later if name not in invocation.passed and name != exercise.name]
    return [*lines, line(f"Next: tox -e {left[0]}" if left else "That was the last exercise.")]


def _end_of_replay(result: ExerciseResult, invocation: Invocation) -> list[Line]:
    again = line(f"    {invocation.command()}", "cyan")
    if result.verdict is Verdict.PASSED:
        return [
            line("In this order of events the check passes now (if your file has changed, that"),
            line("order may no longer be possible). For all of them, run"),
            again,
        ]
    return [line("This was one check in one order of events. For all of them, run"), again]
