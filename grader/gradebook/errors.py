"""What goes wrong with the file of a gradebook, as sentences to act on."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import msgspec

DAMAGED = "it is damaged: restore a copy"

REASONS = {
    "readonly": "it cannot be written to: use a folder of your own",
    "unable to open": "it cannot be opened: look whether you may read it, and write to its folder",
    "full": "there is no room left on the disk. What was graded before this is kept: make room, "
    "and give the same command again",
    "disk I/O": "the disk does not take it. What was graded before this is kept: look after the "
    "disk, and give the same command again",
    "not a database": "it is not a gradebook, or is damaged: move it away, or restore a copy",
    "malformed": DAMAGED,
    "locked": "somebody else is writing to it: wait for them to end",
}
"""What an error of SQLite means to the instructor, by a part of its text."""


class BookError(Exception):
    """The gradebook cannot be read or written; the text says why and what to do."""


def explain(error: Exception) -> str:
    """Return an error of SQLite, or of what is in the file, as a sentence to act on."""
    if not isinstance(error, sqlite3.Error):
        return f"{DAMAGED} ({error})"
    text = str(error) or "malformed"  # Python 3.10 says nothing where SQLite quotes what is no text
    return next((reason for part, reason in REASONS.items() if part in text), text)


@contextlib.contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what goes wrong with the file at `path` into a BookError that says what to do."""
    try:
        yield
    except (sqlite3.Error, msgspec.MsgspecError) as error:
        raise BookError(f"{path}: {explain(error)}") from error


def verify(connection: sqlite3.Connection, path: Path) -> None:
    """Raise BookError where the file at `path` is damaged, or is none of SQLite's."""
    with explained(path):
        try:
            (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        except UnicodeDecodeError:  # SQLite quotes what it has found
            found = ""
        if found != "ok":
            raise BookError(f"{path}: {DAMAGED}")
