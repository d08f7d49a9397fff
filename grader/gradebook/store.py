"""The file of a gradebook, open for writing: one process at a time, and in transactions.

A process that dies leaves what was committed before, and its lock goes with it.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from grader.gradebook import schema
from grader.gradebook.errors import BookError, explain, explained, verify
from grader.gradebook.reading import BUSY_SECONDS

LOCK = "gradebook.lock"


class Store:
    """The gradebook of a folder, locked against other writers until it is closed.

    Raise BookError where it cannot be written to, among others because another process does.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / schema.FILE
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise BookError(f"{folder} cannot be written to: {error.strerror}") from None
        self._lock = _locked(folder)
        try:
            with self.explained():
                self.db = sqlite3.connect(self.path, timeout=BUSY_SECONDS, isolation_level=None)
        except BookError:
            self._lock.close()
            raise
        try:
            verify(self.db, self.path)
            with self.explained():
                self.db.execute("PRAGMA foreign_keys = ON")
                self.db.execute("PRAGMA synchronous = FULL")
                self._keep_a_copy()
                schema.migrate(self.db, self.path)
            with self.transaction():
                # a change that changes nothing: a file that cannot be written is noticed now
                self.db.execute("DELETE FROM learner WHERE id < 0")
        except BookError:
            self.close()
            raise

    def close(self) -> None:
        """Close the file, and let others write."""
        self.db.close()
        self._lock.close()

    @contextlib.contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Make all that is done inside happen at once, or nothing of it."""
        with self.explained():
            self.db.execute("BEGIN IMMEDIATE")
            try:
                yield self.db
                self.db.execute("COMMIT")
            finally:
                if self.db.in_transaction:
                    self.db.execute("ROLLBACK")

    def explained(self) -> contextlib.AbstractContextManager[None]:
        """Turn what goes wrong with the file into a BookError that says what to do."""
        return explained(self.path)

    def _keep_a_copy(self) -> None:
        """Before the tables are changed to a later version, keep the file as it was."""
        found = schema.version(self.db)
        if 0 < found < len(schema.MIGRATIONS):
            copy = self.path.with_name(f"{self.path.stem}.version-{found}.db")
            with contextlib.closing(sqlite3.connect(copy)) as target:
                self.db.backup(target)


def _locked(folder: Path) -> sqlite3.Connection:
    """Return a connection that is the lock of the folder's gradebook as long as it is open.

    It is a transaction in a file of its own: that works on every system, ends with the process, and
    lets others read the gradebook meanwhile.
    """
    lock = None
    try:
        lock = sqlite3.connect(folder / LOCK, timeout=0.5, isolation_level=None)
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.Error as error:
        if lock is not None:
            lock.close()
        if "locked" in str(error):
            raise BookError(
                f"{folder / schema.FILE} is being written by another run of Lockstep: wait for its "
                "end, or give another folder"
            ) from None
        raise BookError(f"{folder} cannot be written to: {explain(error)}") from error
    return lock
