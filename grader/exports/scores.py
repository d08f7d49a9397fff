"""Which points are exported. What cannot be is told, and never becomes a number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from grader.gradebook import Book, Entry
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


def score(
    entry: Entry, exercises: Sequence[str], at_once: bool = False
) -> tuple[float | None, str]:
    """Return the points of a learner for these exercises together, or None and why there are none.

    What was not handed in counts as no points where something else was; a bug of the kit stops it.
    So does a file that was handed in and could not be graded (two of them, a link): somebody has to
    decide what it is worth. But where learners see `at_once` what is wrong with it, and hand in
    again, it counts as no points.
    """
    total, handed_in = 0.0, False
    for exercise in exercises:
        standing = entry.exercises.get(exercise)
        if standing is None:
            continue
        if standing.override is None:
            verdict = standing.grade.result.verdict
            if verdict is Verdict.GRADER_ERROR:
                return None, f"{entry.key} has a grader error in {exercise}: see docs/grading.md"
            if verdict is Verdict.MISSING:
                continue
            if not standing.grade.result.checks and not at_once:
                why = standing.grade.result.message
                return None, f"{entry.key}, {exercise}, could not be graded: {why}"
        total += standing.points
        handed_in = True
    return (total, "") if handed_in else (None, f"{entry.key} has handed in nothing")


def out_of(book: Book, exercises: Sequence[str]) -> float:
    """Return the points that there are for exercises together.

    Raise CannotExport where there is one of which no grade knows them.
    """
    of_each = {exercise: book.out_of(exercise) for exercise in exercises}
    unknown = [exercise for exercise, points in of_each.items() if not points]
    if unknown:
        raise CannotExport(
            f"all that is graded of {', '.join(unknown)} is a grader error, and none of them says "
            "how many points there are: grade it again (see docs/grading.md), or say --exercise to "
            "export the others without it"
        )
    return sum(of_each.values())


def written(points: float) -> str:
    """Return points with two decimals at most."""
    return f"{points:.{DECIMALS}f}".rstrip("0").rstrip(".")
