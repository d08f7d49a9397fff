"""Writing to a gradebook: what is handed in, grades, and the instructor's own word.

Every step is there whole, or not at all.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from grader.gradebook.reading import entry_of
from grader.gradebook.records import BookError, Entry
from grader.gradebook.store import Store
from grader.ingest.handed import HandIn, Learner, Submission
from grader.suite.results import ExerciseResult


@dataclass(frozen=True)
class Circumstances:
    """What a grade depends on besides the submission: the same gives the same grade."""

    kit: str
    settings: str = ""
    sandbox: str = "none"


@dataclass(frozen=True)
class Job:
    """A submission that has no grade yet under the circumstances of a run, and whose it is."""

    number: int
    exercise: str
    keys: tuple[str, ...]


@dataclass(frozen=True)
class Change:
    """A learner's grade that replaced another one: points before and after, and why."""

    key: str
    exercise: str
    before: float
    after: float
    verdict_before: str
    verdict: str
    why: str


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

    # -- what is handed in -----------------------------------------------------------------------

    def enter(self, learners: Iterable[Learner]) -> list[str]:
        """Enter learners and all their attempts; return their keys. The last attempts count.

        An exercise for which nothing is handed in stays as it was, if there was something before.
        """
        keys: dict[str, None] = {}
        with self._store.transaction() as db:
            for learner in learners:
                keys[learner.key] = None
                db.execute(
                    "INSERT INTO learner (key, name) VALUES (?, ?)"
                    " ON CONFLICT (key) DO UPDATE SET name = excluded.name",
                    (learner.key, learner.name),
                )
                number = self._number_of(learner.key)
                for kind, value in learner.identities.items():
                    db.execute(
                        "INSERT OR REPLACE INTO identity VALUES (?, ?, ?)", (number, kind, value)
                    )
                for exercise, attempts in learner.attempts.items():
                    for attempt in attempts:
                        self._enter_attempt(number, exercise, attempt)
        return list(keys)

    def _enter_attempt(self, learner: int, exercise: str, attempt: HandIn) -> None:
        db = self._db
        if attempt.submission.missing and self._has_files(learner, exercise):
            return
        submission = self._enter_submission(exercise, attempt.submission)
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

    def _has_files(self, learner: int, exercise: str) -> bool:
        return (
            self._db.execute(
                "SELECT 1 FROM attempt JOIN submission ON submission.id = submission"
                " WHERE learner = ? AND attempt.exercise = ? AND NOT missing",
                (learner, exercise),
            ).fetchone()
            is not None
        )

    def _enter_submission(self, exercise: str, submission: Submission) -> int:
        db = self._db
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

    def submission(self, job: Job) -> Submission:
        """Return what is to be graded.

        Raise BookError where it is no longer what was entered.
        """
        with self._store.explained():
            missing, problem, digest = self._db.execute(
                "SELECT missing, problem, digest FROM submission WHERE id = ?", (job.number,)
            ).fetchone()
            files = dict(
                self._db.execute("SELECT name, data FROM file WHERE submission = ?", (job.number,))
            )
        submission = Submission(files, bool(missing), problem)
        if submission.digest != digest:
            raise BookError(f"{self.path}: somebody has changed the files of submission {digest}")
        return submission

    # -- grades ----------------------------------------------------------------------------------

    def begin(
        self, keys: Sequence[str], exercises: Sequence[str], under: Circumstances
    ) -> tuple[list[Job], list[Change]]:
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
                        changes += self._stand(learner, exercise, attempt, grade)
        return [Job(*what, tuple(keys)) for what, keys in whose.items()], changes

    def _grade_of(self, submission: int, under: Circumstances) -> int | None:
        row = self._db.execute(
            "SELECT id FROM grade WHERE submission = ? AND kit = ? AND settings = ?"
            " AND sandbox = ? AND verdict != 'grader error'",
            (submission, under.kit, under.settings, under.sandbox),
        ).fetchone()
        return row[0] if row else None

    def record(
        self, job: Job, result: ExerciseResult, under: Circumstances, python: str, seconds: float
    ) -> list[Change]:
        """Enter a grade for all whose submission it is; return what that changes."""
        with self._store.transaction() as db:
            grade = db.execute(
                "INSERT INTO grade (submission, kit, settings, sandbox, python, graded, seconds,"
                " verdict, points, out_of, message) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    job.number,
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
                (job.number,),
            ).fetchall()
            changes = []
            for learner, attempt in whose:
                changes += self._stand(learner, job.exercise, attempt, grade)
        return changes

    def _stand(self, learner: int, exercise: str, attempt: int, grade: int) -> list[Change]:
        """Let a grade count for a learner, and say what that changes."""
        db = self._db
        before = db.execute(
            "SELECT attempt, grade FROM current_standing WHERE learner = ? AND exercise = ?",
            (learner, exercise),
        ).fetchone()
        if before == (attempt, grade):
            return []
        db.execute(
            "INSERT INTO standing (learner, exercise, attempt, grade, since)"
            " VALUES (?, ?, ?, ?, ?)",
            (learner, exercise, attempt, grade, now()),
        )
        if before is None:
            return []
        points, verdict, kit = self._outcome(before[1])
        points_now, verdict_now, kit_now = self._outcome(grade)
        reasons = [
            *(["another submission"] if before[0] != attempt else []),
            *([f"kit {kit} became {kit_now}"] if kit != kit_now else []),
        ]
        key = db.execute("SELECT key FROM learner WHERE id = ?", (learner,)).fetchone()[0]
        why = ", ".join(reasons) or "graded again"
        return [Change(key, exercise, points, points_now, verdict, verdict_now, why)]

    def _outcome(self, grade: int) -> tuple[float, str, str]:
        found: tuple[float, str, str] = self._db.execute(
            "SELECT points, verdict, kit FROM grade WHERE id = ?", (grade,)
        ).fetchone()
        return found

    # -- the instructor's word -------------------------------------------------------------------

    def override(
        self, key: str, exercise: str, points: float | None, reason: str, author: str
    ) -> None:
        """Let `points` count whatever the kit says, or its own again where they are None.

        Raise BookError where the learner has no result for the exercise.
        """
        with self._store.transaction() as db:
            learner = self._number_of(key)
            known = db.execute(
                "SELECT 1 FROM current_standing WHERE learner = ? AND exercise = ?",
                (learner, exercise),
            ).fetchone()
            if known is None:
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

        Raise BookError where nobody has, or more than one.
        """
        with self._store.explained():
            rows = self._db.execute(
                "SELECT DISTINCT key FROM learner LEFT JOIN identity ON learner = id"
                " WHERE key = ?1 OR name = ?1 OR value = ?1 ORDER BY key = ?1 DESC, key",
                (text,),
            ).fetchall()
        keys = [key for (key,) in rows]
        if not keys:
            raise BookError(f"there is no learner {text!r} in {self.path}")
        if len(keys) > 1 and keys[0] != text:
            raise BookError(f"{text!r} could be any of {', '.join(keys)}: say which")
        return str(keys[0])

    def _number_of(self, key: str) -> int:
        row = self._db.execute("SELECT id FROM learner WHERE key = ?", (key,)).fetchone()
        if row is None:
            raise BookError(f"there is no learner {key!r} in {self.path}")
        number: int = row[0]
        return number


def now() -> str:
    """Return the time: UTC, ISO 8601, in seconds."""
    return dt.datetime.now(dt.timezone.utc).isoformat(timespec="seconds")
