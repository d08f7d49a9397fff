"""Which grade counts for a learner, and what it replaces. What was before is never changed."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from grader.gradebook.entering import now


@dataclass(frozen=True)
class Change:
    """A learner's grade that replaced another one: points before and after, and why."""

    key: str
    exercise: str
    before: float
    after: float
    why: str


def standing_of(db: sqlite3.Connection, learner: int, exercise: str) -> tuple[int, int] | None:
    """Return the numbers of the attempt and the grade that count, or None before the first."""
    found: tuple[int, int] | None = db.execute(
        "SELECT attempt, grade FROM standing WHERE learner = ? AND exercise = ?"
        " ORDER BY id DESC LIMIT 1",
        (learner, exercise),
    ).fetchone()
    return found


def stand(
    db: sqlite3.Connection, learner: int, exercise: str, attempt: int, grade: int
) -> list[Change]:
    """Let a grade count for a learner from now on, and say what that changes."""
    before = standing_of(db, learner, exercise)
    if before == (attempt, grade):
        return []
    db.execute(
        "INSERT INTO standing (learner, exercise, attempt, grade, since) VALUES (?, ?, ?, ?, ?)",
        (learner, exercise, attempt, grade, now()),
    )
    if before is None:
        return []
    points, kit = _outcome(db, before[1])
    points_now, kit_now = _outcome(db, grade)
    reasons = [
        *(["another submission"] if before[0] != attempt else []),
        *([f"kit {kit} became {kit_now}"] if kit != kit_now else []),
    ]
    (key,) = db.execute("SELECT key FROM learner WHERE id = ?", (learner,)).fetchone()
    return [Change(key, exercise, points, points_now, ", ".join(reasons) or "graded again")]


def _outcome(db: sqlite3.Connection, grade: int) -> tuple[float, str]:
    found: tuple[float, str] = db.execute(
        "SELECT points, kit FROM grade WHERE id = ?", (grade,)
    ).fetchone()
    return found
