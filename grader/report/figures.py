"""What the class page counts: points, and which checks fail most, and for what reason."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from statistics import median

from grader.gradebook.records import OverriddenResult
from grader.suite.results import Check, ExerciseResult, LearnerResult, Verdict

BINS = 10
MAX_REASON = 200
MOST_REASONS = 3


@dataclass
class Column:
    """An exercise: how many handed it in, how many passed, and the median of their points."""

    name: str
    out_of: float
    handed_in: int
    passed: int
    median: float


@dataclass
class Failing:
    """A check, how many failed it among those who handed in, and why, the most frequent first."""

    exercise: str
    check: Check
    failed: int
    handed_in: int
    reasons: list[tuple[str, int]] = field(default_factory=list)


@dataclass
class Bar:
    """A bar of the distribution: from how much to how much percent, and how many learners."""

    low: int
    high: int
    count: int


def is_missing(result: ExerciseResult) -> bool:
    """Tell whether there is nothing to count: no file, and no points given by hand."""
    return result.verdict is Verdict.MISSING and not is_by_hand(result)


def handed_in(results: Mapping[str, LearnerResult]) -> list[str]:
    """Return the names of the exercises of which somebody has handed in a file, or has points."""
    every = [item for result in results.values() for item in result.exercises.items()]
    there = {name for name, result in every if not is_missing(result)}
    return sorted(there or {name for name, _ in every})


def is_by_hand(result: ExerciseResult) -> bool:
    """Tell whether the points are the instructor's, not the kit's."""
    return isinstance(result, OverriddenResult) and result.override is not None


def columns(results: Mapping[str, LearnerResult]) -> list[Column]:
    """Return the exercises that anybody has handed in, in the order of their names.

    Where nobody has handed in anything, all that there is a result for.
    """
    found = []
    for name in handed_in(results):
        all_of = [r.exercises[name] for r in results.values() if name in r.exercises]
        handed = [each for each in all_of if not is_missing(each)]
        found.append(
            Column(
                name,
                max(each.out_of for each in all_of),
                len(handed),
                sum(each.verdict is Verdict.PASSED for each in handed),
                median(each.points for each in handed) if handed else 0.0,
            )
        )
    return found


def share(result: LearnerResult, out_of: float) -> float:
    """Return the learner's points as a share of all points, from 0 to 1."""
    points = sum(exercise.points for exercise in result.exercises.values())
    return min(max(points / out_of, 0.0), 1.0) if out_of else 0.0


def distribution(shares: list[float]) -> list[Bar]:
    """Return how many learners have 0 to 9 percent, 10 to 19 percent, and so on to 100."""
    places = Counter(min(int(each * 100 + 1e-9) * BINS // 100, BINS - 1) for each in shares)
    width = 100 // BINS
    return [
        Bar(at * width, 100 if at == BINS - 1 else (at + 1) * width - 1, places[at])
        for at in range(BINS)
    ]


def failing(results: Mapping[str, LearnerResult]) -> list[Failing]:
    """Return the checks that somebody failed, those that most failed first."""
    found: dict[tuple[str, str], Failing] = {}
    reasons: dict[tuple[str, str], list[str]] = {}
    for result in results.values():
        for name, exercise in result.exercises.items():
            for check in exercise.checks:
                key = (name, check.name)
                of_check = found.setdefault(key, Failing(name, check, 0, 0))
                of_check.handed_in += 1
                if check.verdict is Verdict.FAILED:
                    of_check.failed += 1
                    reasons.setdefault(key, []).append(reason(check))
    for key, texts in reasons.items():
        found[key].reasons = _grouped(texts)
    some = [each for each in found.values() if each.failed]
    return sorted(some, key=lambda each: (-each.failed, each.exercise, each.check.name))


def reason(check: Check) -> str:
    """Return why a check failed: its likely cause, or else the first line of its message."""
    first = (check.message.strip().splitlines() or [""])[0]
    text = check.cause or first
    return text if len(text) <= MAX_REASON else f"{text[:MAX_REASON]}..."


def _grouped(texts: list[str]) -> list[tuple[str, int]]:
    """Return the most frequent texts; those that differ in their numbers only are one."""
    groups: dict[str, list[str]] = {}
    for text in texts:
        groups.setdefault(re.sub(r"\d+", "0", text), []).append(text)
    most = sorted(groups.values(), key=lambda group: -len(group))[:MOST_REASONS]
    return [(group[0], len(group)) for group in most]
