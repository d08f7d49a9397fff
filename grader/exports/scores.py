"""Which points are exported. What cannot be is told, and never becomes a number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from grader.gradebook import Entry
from grader.suite.results import Verdict

DECIMALS = 2
"""With which all the systems compare points."""


class CannotExport(Exception):
    """The export cannot be made as it was asked for; the text says why and what to do."""


@dataclass
class Filled:
    """The text of an export, how many grades are in it, and what the instructor should look at."""

    text: str
    count: int = 0
    notes: list[str] = field(default_factory=list)


def score(entry: Entry, exercises: Sequence[str]) -> tuple[float | None, str]:
    """Return the points of a learner for these exercises together, or None and why there are none.

    What was not handed in counts as no points where something else was; a bug of the kit stops it.
    """
    total, handed_in = 0.0, False
    for exercise in exercises:
        standing = entry.exercises.get(exercise)
        if standing is None:
            continue
        if standing.override is None:
            verdict = standing.grade.result.verdict
            if verdict is Verdict.GRADER_ERROR:
                return None, f"{entry.key} has a grader error in {exercise}: grade again"
            if verdict is Verdict.MISSING:
                continue
        total += standing.points
        handed_in = True
    return (total, "") if handed_in else (None, f"{entry.key} has handed in nothing")


def written(points: float) -> str:
    """Return points with two decimals at most."""
    return f"{points:.{DECIMALS}f}".rstrip("0").rstrip(".")
