"""Verdicts as data: what a check, an exercise and a learner got."""

from __future__ import annotations

from enum import Enum

import msgspec

from grader.lockstep.picture import Picture


class Verdict(Enum):
    """What became of a check. A grader error is the kit's own fault and never costs a point."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_RUN = "not run"
    GRADER_ERROR = "grader error"
    MISSING = "missing"


NOT_DECIDED = "not decided: "
"""How the message of a grader error begins that is no bug: somebody has to look at the file."""


def introduced(introduction: str, message: str) -> str:
    """Return a grader error's message after an introduction, which one not decided needs not."""
    return message if message.startswith(NOT_DECIDED) else f"{introduction}{message}"


class Check(msgspec.Struct):
    """The result of one check.

    `seconds` is wall time, `page` the drawing below the message, `picture` the same as data,
    `cause` what let the failure happen. `free` is what the program uses that cannot be controlled,
    where the verdict rests on free runs.
    """

    name: str
    title: str
    verdict: Verdict
    points: float
    out_of: float
    message: str = ""
    replay: str = ""
    seconds: float = 0.0
    hidden: bool = False
    certificate: str = ""
    page: list[str] = []
    printed: str = ""
    notes: list[str] = []
    cause: str = ""
    free: str = ""
    picture: Picture | None = None


class ExerciseResult(msgspec.Struct):
    """The result of one exercise: passed when all its checks passed."""

    verdict: Verdict
    points: float
    out_of: float
    checks: list[Check] = []
    message: str = ""


def passed_freely(result: ExerciseResult) -> str:
    """Say that checks have passed in free runs, and why those were free; nothing where none have.

    Whoever leaves what is controlled on purpose gets points by that which nobody else would.
    """
    checks = [check for check in result.checks if check.free and check.verdict is Verdict.PASSED]
    if not checks:
        return ""
    what = ", ".join(sorted({check.free for check in checks}))
    return f"{len(checks)} of {len(result.checks)} checks passed in free runs, for it uses {what}"


class LearnerResult(msgspec.Struct):
    """All the results of one learner, as they are written to `results/<learner>.json`.

    `sandbox` is the level of protection under which the learner's code ran.
    """

    learner: str
    kit: str
    sandbox: str
    exercises: dict[str, ExerciseResult]


def sum_up(checks: list[Check], message: str = "") -> ExerciseResult:
    """Return the result of an exercise with these checks."""
    verdicts = {check.verdict for check in checks}
    if Verdict.GRADER_ERROR in verdicts or not checks:
        verdict = Verdict.GRADER_ERROR
    elif verdicts == {Verdict.PASSED}:
        verdict = Verdict.PASSED
    else:
        verdict = Verdict.FAILED
    return ExerciseResult(
        verdict,
        sum(check.points for check in checks),
        sum(check.out_of for check in checks),
        checks,
        message,
    )
