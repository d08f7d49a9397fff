"""What is handed in, entered: learners, their attempts, and the files, each of them once."""

from __future__ import annotations

import datetime as dt
import sqlite3

from grader.ingest.handed import HandIn, Learner, Submission


def now() -> str:
    """Return the time: UTC, ISO 8601, in seconds."""
    return dt.datetime.now(dt.timezone.utc).isoformat(timespec="seconds")


def number_of(db: sqlite3.Connection, key: str) -> int | None:
    """Return the number that a learner has in the tables, or None where there is none."""
    row: tuple[int] | None = db.execute("SELECT id FROM learner WHERE key = ?", (key,)).fetchone()
    return None if row is None else row[0]


def enter(db: sqlite3.Connection, learner: Learner) -> None:
    """Enter a learner and all their attempts. Of each exercise, the last one counts.

    An exercise for which nothing is handed in stays as it was, if there was something before.
    """
    db.execute(
        "INSERT INTO learner (key, name) VALUES (?, ?)"
        " ON CONFLICT (key) DO UPDATE SET name = excluded.name",
        (learner.key, learner.name),
    )
    number = number_of(db, learner.key)
    assert number is not None
    for kind, value in learner.identities.items():
        db.execute("INSERT OR REPLACE INTO identity VALUES (?, ?, ?)", (number, kind, value))
    for exercise, attempts in learner.attempts.items():
        for attempt in attempts:
            if not (attempt.submission.missing and _has_files(db, number, exercise)):
                _enter_attempt(db, number, exercise, attempt)


def _has_files(db: sqlite3.Connection, learner: int, exercise: str) -> bool:
    return (
        db.execute(
            "SELECT 1 FROM attempt JOIN submission ON submission.id = submission"
            " WHERE learner = ? AND attempt.exercise = ? AND NOT missing",
            (learner, exercise),
        ).fetchone()
        is not None
    )


def _enter_attempt(db: sqlite3.Connection, learner: int, exercise: str, attempt: HandIn) -> None:
    submission = _enter_submission(db, exercise, attempt.submission)
    db.execute(
        "UPDATE attempt SET counts = 0 WHERE learner = ? AND exercise = ?", (learner, exercise)
    )
    db.execute(
        "INSERT INTO attempt (learner, submission, exercise, submitted, late, source, note,"
        " entered, counts) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1)"
        " ON CONFLICT (learner, submission, submitted) DO UPDATE SET counts = 1,"
        " late = excluded.late, source = excluded.source, note = excluded.note",
        (
            learner,
            submission,
            exercise,
            attempt.submitted,
            attempt.late,
            attempt.source,
            attempt.note,
            now(),
        ),
    )


def _enter_submission(db: sqlite3.Connection, exercise: str, submission: Submission) -> int:
    known = (exercise, submission.digest)
    row = db.execute("SELECT id FROM submission WHERE exercise = ? AND digest = ?", known)
    found: tuple[int] | None = row.fetchone()
    if found is not None:
        return found[0]
    number = db.execute(
        "INSERT INTO submission (exercise, digest, missing, problem) VALUES (?, ?, ?, ?)",
        (*known, submission.missing, submission.problem),
    ).lastrowid
    assert number is not None
    for name, data in submission.files.items():
        db.execute("INSERT INTO file VALUES (?, ?, ?)", (number, name, data))
    return number


def submission_of(db: sqlite3.Connection, number: int) -> tuple[Submission, str]:
    """Return the submission of this number, and the digest that it was entered with."""
    missing, problem, digest = db.execute(
        "SELECT missing, problem, digest FROM submission WHERE id = ?", (number,)
    ).fetchone()
    files = dict(db.execute("SELECT name, data FROM file WHERE submission = ?", (number,)))
    return Submission(files, bool(missing), problem), digest
