"""Gradescope's `results.json`, one for each learner.

The total is said on its own and not added up from the checks, so that an instructor's override
counts. A learner with a grader error gets no file: Gradescope then says that the autograder failed,
and nobody takes a bug of the kit for a grade.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import msgspec

from grader.exports.scores import score
from grader.gradebook import Entry, Standing
from grader.suite.results import Check, Verdict


def results(entry: Entry, exercises: Sequence[str]) -> tuple[bytes | None, str]:
    """Return the file of a learner, or None and why there is none."""
    graded = {name: entry.exercises[name] for name in exercises if name in entry.exercises}
    points, why = score(entry, exercises, at_once=True)
    if points is None and any(not _is_missing(standing) for standing in graded.values()):
        return None, why
    tests: list[dict[str, Any]] = []
    for name, standing in graded.items():
        tests += _tests(name, standing)
    content = {
        "score": points or 0.0,
        "execution_time": round(sum(s.grade.seconds for s in graded.values()), 3),
        "output": _output(graded),
        "output_format": "text",
        "test_output_format": "text",
        "stdout_visibility": "hidden",
        "extra_data": {"kit": sorted({s.grade.kit for s in graded.values()})},
        "tests": tests,
    }
    return msgspec.json.format(msgspec.json.encode(content), indent=2) + b"\n", ""


def _is_missing(standing: Standing) -> bool:
    return standing.grade.result.verdict is Verdict.MISSING and standing.override is None


def _tests(exercise: str, standing: Standing) -> list[dict[str, Any]]:
    """Return the checks of an exercise; one test in their place where there are none."""
    result = standing.result
    digits = re.sub(r"\D", "", exercise)
    number = int(digits) if digits else 0
    if not result.checks:
        return [
            {
                "name": exercise,
                "number": str(number),
                "score": 0.0,
                "max_score": result.out_of,
                "status": "failed",
                "output": result.message,
            }
        ]
    return [_test(exercise, f"{number}.{at}", check) for at, check in enumerate(result.checks, 1)]


def _test(exercise: str, number: str, check: Check) -> dict[str, Any]:
    lines = [f"not run: {check.message}" if check.verdict is Verdict.NOT_RUN else check.message]
    lines += ["", *check.page] if check.page else []
    lines += ["", f"again: tox -e {exercise} -- --replay {check.replay}"] if check.replay else []
    test: dict[str, Any] = {
        "name": f"{exercise}: {check.title}",
        "number": number,
        "score": check.points,
        "max_score": check.out_of,
        "status": "passed" if check.verdict is Verdict.PASSED else "failed",
        "output": "\n".join(lines).strip("\n"),
    }
    if check.hidden:
        test["visibility"] = "hidden"
    return test


def _output(graded: dict[str, Standing]) -> str:
    """Return what the learner reads above the checks."""
    lines = []
    for name, standing in graded.items():
        lines.append(f"{name}: {standing.points:g} of {standing.result.out_of:g} points")
        if standing.override is not None:
            lines.append(f"  set by the instructor: {standing.override.reason}")
        if standing.result.message and standing.result.checks:
            lines.append(f"  {standing.result.message}")
    return "\n".join(lines)
