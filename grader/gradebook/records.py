"""What is in a gradebook, as data."""

from __future__ import annotations

import msgspec

from grader.suite.results import ExerciseResult, LearnerResult, Verdict


class Attempt(msgspec.Struct, frozen=True):
    """A submission of a learner: the first has the number 1.

    `submitted` and `late` are what the system says that it came from, `source` where it was found;
    `entered` is when it came into the gradebook (UTC, ISO 8601).
    """

    number: int
    digest: str
    submitted: str
    late: str
    source: str
    note: str
    entered: str


class Grade(msgspec.Struct, frozen=True):
    """What came of a submission under one kit, when (UTC), and in how many seconds of wall time.

    `result` is without its checks in the history of a learner.
    """

    kit: str
    settings: str
    sandbox: str
    python: str
    graded: str
    seconds: float
    result: ExerciseResult


class Override(msgspec.Struct, frozen=True):
    """Points that the instructor gave instead of the kit's; `graded` are those of the kit."""

    points: float
    reason: str
    author: str
    made: str
    graded: float = 0.0


class OverriddenResult(ExerciseResult):
    """A result with other points than the kit gave."""

    override: Override | None = None


class Standing(msgspec.Struct):
    """What a learner has for an exercise, and how it came to that.

    `attempts` are all of theirs, of which `attempt` was graded; `earlier` are the grades that they
    had before this one, the latest last.
    """

    attempt: Attempt
    grade: Grade
    override: Override | None
    attempts: list[Attempt]
    earlier: list[Grade]

    @property
    def points(self) -> float:
        """The points that count."""
        return self.grade.result.points if self.override is None else self.override.points

    @property
    def result(self) -> ExerciseResult:
        """The result with the points that count; its message tells of the attempt, too."""
        graded = self.grade.result
        late = "handed in late" if self.attempt.late else ""
        message = "\n".join(filter(None, [graded.message, self.attempt.note, late]))
        if self.override is None:
            return msgspec.structs.replace(graded, message=message)
        return OverriddenResult(
            graded.verdict,
            self.override.points,
            graded.out_of,
            graded.checks,
            message,
            self.override,
        )


class Entry(msgspec.Struct):
    """A learner: `key` names them in files and commands, `identities` what other systems know."""

    key: str
    name: str
    identities: dict[str, str]
    exercises: dict[str, Standing]

    @property
    def result(self) -> LearnerResult:
        """Everything that is graded, as it is written to `results/<key>.json`."""
        results = {name: standing.result for name, standing in self.exercises.items()}
        latest = max((each.grade for each in self.exercises.values()), key=lambda g: g.graded)
        return LearnerResult(self.name, latest.kit, latest.sandbox, results)

    @property
    def points(self) -> float:
        """The points of all exercises."""
        return sum(standing.points for standing in self.exercises.values())


class Book(msgspec.Struct):
    """All learners who have something graded, in the order of their keys."""

    learners: list[Entry]

    @property
    def exercises(self) -> list[str]:
        """The names of all exercises that somebody has a result for."""
        return sorted({name for learner in self.learners for name in learner.exercises})

    def out_of(self, exercise: str) -> float:
        """Return the points that there are for an exercise, by the latest kit.

        A grader error has those of the checks that ran, which may be none: it is asked only where
        there is nothing else, and where no grade knows the points, they are 0.
        """
        grades = [e.exercises[exercise].grade for e in self.learners if exercise in e.exercises]
        whole = [each for each in grades if each.result.verdict is not Verdict.GRADER_ERROR]
        if whole:
            return max(whole, key=lambda grade: grade.graded).result.out_of
        return max(each.result.out_of for each in grades)
