"""The table of checks against wrong solutions: which check each of them needs."""

from __future__ import annotations

from collections.abc import Sequence

from grader.suite.results import Check, Verdict
from grader.validation.cases import Case, Kind

WIDTH = 80
KEY = (
    "X rejected as named   x failed as well   . passed   - not run   ! not as named\n? grader error"
)


def matrix(cases: Sequence[Case]) -> list[str]:
    """Return the lines of the table of one exercise: a row for each wrong one, then the checks."""
    wrong = [case for case in cases if case.kind is Kind.WRONG and case.results]
    checks = _checks(cases)
    cell = max(2, len(str(len(checks)))) + 1
    label = WIDTH - cell * len(checks)
    names = [case.path.stem for case in wrong]
    label = min(label, max(map(len, names), default=0) + 1)
    numbers = "".join(f"{number:>{cell}}" for number in range(1, len(checks) + 1))
    lines = [f"{'':{label}}{numbers}"]
    for case, name in zip(wrong, names, strict=True):
        marks = "".join(f"{_mark(case, check):>{cell}}" for check in checks)
        lines.append(f"{name[: label - 1]:{label}}{marks}")
    lines += ["", KEY, ""]
    return lines + [f"{number:>4} {check}" for number, check in enumerate(checks, 1)]


def unneeded(cases: Sequence[Case]) -> list[str]:
    """Return the checks that no wrong solution names."""
    named = {expected.check for case in cases for expected in case.expectations}
    return [check for check in _checks(cases) if check not in named]


def _checks(cases: Sequence[Case]) -> list[str]:
    """Return the names of all checks, in the order of the suite."""
    names = (check.name for case in cases for result in case.results for check in result.checks)
    return list(dict.fromkeys(names))


def _mark(case: Case, name: str) -> str:
    """Return the mark of a check in the row of a wrong solution; of several runs, the worst."""
    expected = [each for each in case.expectations if each.check == name]
    found = [check for result in case.results for check in result.checks if check.name == name]
    if any(check.verdict is Verdict.GRADER_ERROR for check in found):
        return "?"
    if expected:
        met = all(
            check.verdict is Verdict.FAILED and each.is_met_by(check.message)
            for check in found
            for each in expected
        )
        return "X" if met and found else "!"
    return _plain_mark(found)


def _plain_mark(found: Sequence[Check]) -> str:
    verdicts = {check.verdict for check in found}
    if Verdict.FAILED in verdicts:
        return "x"
    return "." if Verdict.PASSED in verdicts else "-"
