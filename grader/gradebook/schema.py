"""The tables of a gradebook, and the steps from each version of them to the next one.

A submission is known by the digest of its files, so that the same files are graded once, whoever
hands them in. An attempt says that a learner handed in a submission; the one with `counts` is the
latest. A grade is what came of a submission under one kit and one set of settings. A standing says
which grade a learner has from when on; nothing is ever changed in it, so it is also the history:
the latest one counts. The same holds for overrides.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path

from grader.gradebook.errors import BookError

FILE = "gradebook.db"

FIRST = """
CREATE TABLE learner (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,     -- also the name of the result file
    name TEXT NOT NULL
);
CREATE TABLE identity (           -- what other systems call the learner
    learner INTEGER NOT NULL REFERENCES learner,
    kind TEXT NOT NULL,           -- "canvas id", "email", "username", ...
    value TEXT NOT NULL,
    PRIMARY KEY (learner, kind)
);
CREATE TABLE submission (
    id INTEGER PRIMARY KEY,
    exercise TEXT NOT NULL,
    digest TEXT NOT NULL,
    missing INTEGER NOT NULL,
    problem TEXT NOT NULL,        -- why it cannot be graded, or nothing
    UNIQUE (exercise, digest)
);
CREATE TABLE file (
    submission INTEGER NOT NULL REFERENCES submission,
    name TEXT NOT NULL,
    data BLOB NOT NULL,
    PRIMARY KEY (submission, name)
);
CREATE TABLE attempt (
    id INTEGER PRIMARY KEY,
    learner INTEGER NOT NULL REFERENCES learner,
    submission INTEGER NOT NULL REFERENCES submission,
    exercise TEXT NOT NULL,
    submitted TEXT NOT NULL,      -- as the other system says it, or nothing
    late TEXT NOT NULL,           -- the same
    source TEXT NOT NULL,         -- where it was found
    note TEXT NOT NULL,           -- what the learner should know of it
    entered TEXT NOT NULL,
    counts INTEGER NOT NULL,
    UNIQUE (learner, submission, submitted)
);
CREATE UNIQUE INDEX one_attempt_counts ON attempt (learner, exercise) WHERE counts;
CREATE INDEX whose_counts ON attempt (submission) WHERE counts;
CREATE TABLE grade (
    id INTEGER PRIMARY KEY,
    submission INTEGER NOT NULL REFERENCES submission,
    kit TEXT NOT NULL,
    settings TEXT NOT NULL,
    sandbox TEXT NOT NULL,
    python TEXT NOT NULL,
    graded TEXT NOT NULL,
    seconds REAL NOT NULL,
    verdict TEXT NOT NULL,
    points REAL NOT NULL,
    out_of REAL NOT NULL,
    message TEXT NOT NULL
);
CREATE UNIQUE INDEX graded_once ON grade (submission, kit, settings, sandbox)
    WHERE verdict != 'grader error';
CREATE TABLE check_result (
    grade INTEGER NOT NULL REFERENCES grade,
    number INTEGER NOT NULL,
    name TEXT NOT NULL,
    verdict TEXT NOT NULL,
    points REAL NOT NULL,
    out_of REAL NOT NULL,
    details TEXT NOT NULL,        -- the whole check as JSON
    PRIMARY KEY (grade, number)
);
CREATE TABLE standing (
    id INTEGER PRIMARY KEY,
    learner INTEGER NOT NULL REFERENCES learner,
    exercise TEXT NOT NULL,
    attempt INTEGER NOT NULL REFERENCES attempt,
    grade INTEGER NOT NULL REFERENCES grade,
    since TEXT NOT NULL
);
CREATE INDEX standing_of ON standing (learner, exercise, id);
CREATE TABLE override (
    id INTEGER PRIMARY KEY,
    learner INTEGER NOT NULL REFERENCES learner,
    exercise TEXT NOT NULL,
    points REAL,                  -- nothing: the override before this one is withdrawn
    reason TEXT NOT NULL,
    author TEXT NOT NULL,
    made TEXT NOT NULL
);
CREATE INDEX override_of ON override (learner, exercise, id);
"""

MIGRATIONS: Sequence[str] = (FIRST,)
"""What makes version 1 from an empty file, version 2 from version 1, and so on."""


def version(connection: sqlite3.Connection) -> int:
    """Return the version of the tables; 0 for an empty file."""
    number: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return number


def migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Bring the tables to today's version, all steps or none of them.

    Raise BookError where the file at `path` is of a later version than this.
    """
    found = version(connection)
    if found > len(MIGRATIONS):
        raise BookError(
            f"{path} was written by a later version of Lockstep (its version is {found}, this one "
            f"knows {len(MIGRATIONS)}): use that one, or another folder"
        )
    if found == len(MIGRATIONS):
        return
    steps = "\n".join(MIGRATIONS[found:])
    try:
        connection.executescript(
            f"BEGIN IMMEDIATE;\n{steps}\nPRAGMA user_version = {len(MIGRATIONS)};\nCOMMIT;"
        )
    except sqlite3.Error:
        if connection.in_transaction:
            connection.rollback()
        raise
