"""Reading a gradebook: `read(DIR)` returns all of it, also while a class is being graded."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import msgspec

from grader.gradebook import schema
from grader.gradebook.errors import BookError, explained, verify
from grader.gradebook.records import Attempt, Book, Entry, Grade, Override, Standing
from grader.suite.results import Check, ExerciseResult, Verdict

BUSY_SECONDS = 30.0
"""Wall seconds to wait for another process that is writing at this moment."""


def read(folder: Path) -> Book:
    """Return what is in the gradebook of `folder`; raise BookError where there is none."""
    with opened(folder) as connection:
        keys = [row[0] for row in connection.execute("SELECT key FROM learner ORDER BY key")]
        entries = [entry_of(connection, key) for key in keys]
    return Book([entry for entry in entries if entry is not None and entry.exercises])


@contextlib.contextmanager
def opened(folder: Path) -> Iterator[sqlite3.Connection]:
    """Open a gradebook for reading: one consistent state of it, in the tables of today."""
    path = folder / schema.FILE
    if not path.is_file():
        raise BookError(f"there is no gradebook {path}: `grade CLASS --out {folder}` makes it")
    with contextlib.ExitStack() as stack:
        stack.enter_context(explained(path))
        # what a killed writer has left half done is undone first, and that is writing
        mode = "rw" if path.with_name(f"{path.name}-journal").exists() else "ro"
        where = f"{path.absolute().as_uri()}?mode={mode}"
        connection = sqlite3.connect(where, timeout=BUSY_SECONDS, uri=True, isolation_level=None)
        stack.enter_context(contextlib.closing(connection))
        verify(connection, path)
        if schema.version(connection) < len(schema.MIGRATIONS):
            older, connection = connection, sqlite3.connect(":memory:", isolation_level=None)
            stack.enter_context(contextlib.closing(connection))
            older.backup(connection)
        schema.migrate(connection, path)
        connection.execute("BEGIN")
        yield connection


def entry_of(connection: sqlite3.Connection, key: str) -> Entry | None:
    """Return the entry of a learner, or None where there is none of this key."""
    row = connection.execute("SELECT id, name FROM learner WHERE key = ?", (key,)).fetchone()
    if row is None:
        return None
    learner, name = row
    identities = dict(
        connection.execute(
            "SELECT kind, value FROM identity WHERE learner = ? ORDER BY kind", (learner,)
        )
    )
    names = connection.execute(
        "SELECT DISTINCT exercise FROM standing WHERE learner = ? ORDER BY exercise", (learner,)
    ).fetchall()
    standings = {exercise: _standing(connection, learner, exercise) for (exercise,) in names}
    return Entry(key, name, identities, standings)


def _standing(connection: sqlite3.Connection, learner: int, exercise: str) -> Standing:
    of_exercise = (learner, exercise)
    attempts = {
        row[0]: Attempt(number, *row[1:])
        for number, row in enumerate(
            connection.execute(
                "SELECT attempt.id, digest, submitted, late, source, note, entered FROM attempt"
                " JOIN submission ON submission.id = submission"
                " WHERE learner = ? AND attempt.exercise = ? ORDER BY attempt.id",
                of_exercise,
            ),
            1,
        )
    }
    history = connection.execute(
        "SELECT attempt, grade FROM standing WHERE learner = ? AND exercise = ? ORDER BY id",
        of_exercise,
    ).fetchall()
    *before, (attempt, grade) = history
    earlier = [grade_of(connection, each, checks=False) for _, each in before]
    current = grade_of(connection, grade)
    return Standing(
        attempts[attempt],
        current,
        _override(connection, of_exercise, current),
        list(attempts.values()),
        earlier,
    )


def _override(
    connection: sqlite3.Connection, of_exercise: tuple[int, str], grade: Grade
) -> Override | None:
    row = connection.execute(
        "SELECT points, reason, author, made FROM override"
        " WHERE learner = ? AND exercise = ? ORDER BY id DESC LIMIT 1",
        of_exercise,
    ).fetchone()
    if row is None or row[0] is None:  # the one before it is withdrawn
        return None
    points, reason, author, made = row
    return Override(points, reason, author, made, grade.result.points)


def grade_of(connection: sqlite3.Connection, grade: int, checks: bool = True) -> Grade:
    """Return a grade, with its checks or without them."""
    row = connection.execute(
        "SELECT kit, settings, sandbox, python, graded, seconds, verdict, points, out_of, message"
        " FROM grade WHERE id = ?",
        (grade,),
    ).fetchone()
    kit, settings, sandbox, python, graded, seconds, verdict, points, out_of, message = row
    details = (
        connection.execute(
            "SELECT details FROM check_result WHERE grade = ? ORDER BY number", (grade,)
        )
        if checks
        else ()
    )
    found = [msgspec.json.decode(text, type=Check) for (text,) in details]
    result = ExerciseResult(Verdict(verdict), points, out_of, found, message)
    return Grade(kit, settings, sandbox, python, graded, seconds, result)
