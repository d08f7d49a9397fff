"""Writing to a gradebook: what is handed in, grades, and the instructor's own word.

Every step is there whole, or not at all.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from grader.gradebook import entering, standings
from grader.gradebook.entering import now
from grader.gradebook.errors import BookError
from grader.gradebook.reading import entry_of
from grader.gradebook.records import Entry
from grader.gradebook.standings import Change
from grader.gradebook.store import Store
from grader.ingest.handed import Learner, Submission
from grader.suite.results import ExerciseResult


@dataclass(frozen=True)
class Circumstances:
    """What a grade depends on besides the submission: the same gives the same grade."""

    kit: str
    settings: str = ""
    sandbox: str = "none"


@dataclass(frozen=True)
class Ungraded:
    """A submission that has no grade yet under the circumstances of a run, and whose it is."""

    number: int
    exercise: str
    keys: tuple[str, ...]


class Gradebook:
    """The gradebook of a folder, open for writing. Use it as a context manager.

    Raise BookError where that is not possible, among others because another process does it.
    """

    def __init__(self, folder: Path) -> None:
        self._store = Store(folder)
        self.path = self._store.path
        self._db = self._store.db

    def __enter__(self) -> Gradebook:  # noqa: PYI034  # typing has no Self before Python 3.11
        return self

    def __exit__(self, *_: object) -> None:
        self._store.close()

    def enter(self, learners: Iterable[Learner]) -> list[str]:
        """Enter learners and all their attempts; return their keys. The last attempts count.

        An exercise for which nothing is handed in stays as it was, if there was something before.
        """
        keys: dict[str, None] = {}
        with self._store.transaction() as db:
            for learner in learners:
                keys[learner.key] = None
                entering.enter(db, learner)
        return list(keys)

    def submission(self, ungraded: Ungraded) -> Submission:
        """Return what is to be graded.

        Raise BookError where it is no longer what was entered.
        """
        with self._store.explained():
            submission, digest = entering.submission_of(self._db, ungraded.number)
        if submission.digest != digest:
            raise BookError(f"{self.path}: somebody has changed the files of submission {digest}")
        return submission

    # -- grades ----------------------------------------------------------------------------------

    def begin(
        self, keys: Sequence[str], exercises: Sequence[str], under: Circumstances
    ) -> tuple[list[Ungraded], list[Change]]:
        """Return what is to be graded for these learners, in their order.

        Grades that are there already under the same circumstances count from now on; what that
        changes is returned, too. Those that are a grader error do not count as being there.
        """
        whose: dict[tuple[int, str], list[str]] = {}
        changes = []
        with self._store.transaction() as db:
            for key in keys:
                learner = self._number_of(key)
                for exercise in exercises:
                    found = db.execute(
                        "SELECT id, submission FROM attempt"
                        " WHERE learner = ? AND exercise = ? AND counts",
                        (learner, exercise),
                    ).fetchone()
                    if found is None:
                        continue
                    attempt, submission = found
                    grade = self._grade_of(submission, under)
                    if grade is None:
                        whose.setdefault((submission, exercise), []).append(key)
                    else:
                        changes += standings.stand(db, learner, exercise, attempt, grade)
        return [Ungraded(*what, tuple(keys)) for what, keys in whose.items()], changes

    def _grade_of(self, submission: int, under: Circumstances) -> int | None:
        row = self._db.execute(
            "SELECT id FROM grade WHERE submission = ? AND kit = ? AND settings = ?"
            " AND sandbox = ? AND verdict != 'grader error'",
            (submission, under.kit, under.settings, under.sandbox),
        ).fetchone()
        return row[0] if row else None

    def record(
        self,
        ungraded: Ungraded,
        result: ExerciseResult,
        under: Circumstances,
        python: str,
        seconds: float,
    ) -> list[Change]:
        """Enter a grade for all whose submission it is; return what that changes.

        `python` is the version that it was graded with, `seconds` the wall time that it took.
        """
        with self._store.transaction() as db:
            grade = db.execute(
                "INSERT INTO grade (submission, kit, settings, sandbox, python, graded, seconds,"
                " verdict, points, out_of, message) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    ungraded.number,
                    under.kit,
                    under.settings,
                    under.sandbox,
                    python,
                    now(),
                    seconds,
                    result.verdict.value,
                    result.points,
                    result.out_of,
                    result.message,
                ),
            ).lastrowid
            assert grade is not None
            for at, check in enumerate(result.checks):
                details = msgspec.json.encode(check).decode()
                db.execute(
                    "INSERT INTO check_result VALUES (?, ?, ?, ?, ?, ?, ?)",
                    (
                        grade,
                        at,
                        check.name,
                        check.verdict.value,
                        check.points,
                        check.out_of,
                        details,
                    ),
                )
            whose = db.execute(
                "SELECT learner, id FROM attempt WHERE submission = ? AND counts",
                (ungraded.number,),
            ).fetchall()
            changes = []
            for learner, attempt in whose:
                changes += standings.stand(db, learner, ungraded.exercise, attempt, grade)
        return changes

    # -- the instructor's word -------------------------------------------------------------------

    def override(
        self, key: str, exercise: str, points: float | None, reason: str, author: str
    ) -> None:
        """Let `points` count whatever the kit says, or its own again where they are None.

        Raise BookError where the learner has no result for the exercise.
        """
        with self._store.transaction() as db:
            learner = self._number_of(key)
            if standings.standing_of(db, learner, exercise) is None:
                raise BookError(f"{key} has no result for {exercise}: grade it first")
            db.execute(
                "INSERT INTO override (learner, exercise, points, reason, author, made)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (learner, exercise, points, reason, author, now()),
            )

    # -- reading what was written ----------------------------------------------------------------

    def entry(self, key: str) -> Entry | None:
        """Return the entry of a learner, or None where there is none."""
        with self._store.explained():
            return entry_of(self._db, key)

    def find(self, text: str) -> str:
        """Return the key of the learner who has this key, name or identity.

        Where nobody has, whoever has it but for case, or for how letters are composed. Raise
        BookError where nobody has, or more than one.
        """
        with self._store.explained():
            rows = self._db.execute(
                "SELECT key, name, value FROM learner LEFT JOIN identity ON learner = id"
                " ORDER BY key = ? DESC, key",
                (text,),
            ).fetchall()
        keys = list(dict.fromkeys(row[0] for row in rows if text in row))
        if not keys:
            alike = _folded(text)
            keys = list(dict.fromkeys(row[0] for row in rows if alike in map(_folded, row)))
        if not keys:
            raise BookError(f"there is no learner {text!r} in {self.path}")
        if len(keys) > 1 and keys[0] != text:
            raise BookError(f"{text!r} could be any of {', '.join(keys)}: say which")
        return str(keys[0])

    def _number_of(self, key: str) -> int:
        number = entering.number_of(self._db, key)
        if number is None:
            raise BookError(f"there is no learner {key!r} in {self.path}")
        return number


def _folded(text: str | None) -> str:
    return unicodedata.normalize("NFKC", text or "").casefold()
