"""The cases of a kit: every file that is swapped in for a stub, and what has to come of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from tempfile import TemporaryDirectory

from grader.catalogue import Exercise
from grader.grading.keeper import Keeper
from grader.grading.runner import LONGEST, Runner
from grader.lockstep import wire
from grader.suite.results import Check, ExerciseResult, Verdict
from grader.validation.expectations import BadSolution, Expectation, expectations_in
from grader.validation.mutants import EQUIVALENT, Mutant, equivalents_in, mutants_of
from grader.validation.suites import lacks_of

MAX_QUOTE = 160
"""Characters of a message that are quoted where it is not the expected one."""


REFERENCE = "reference.py"

SLOW = re.compile(rb"^slow: .", re.MULTILINE)
LIKE = re.compile(rb"^like: (.+)$", re.MULTILINE)

MANY = 3
"""More submissions than these of which the same does not hold are not named one by one."""

FEW_RUNS = 2
"""Runs of an exploration of any correct solution but the reference, when it is to be quick."""


class Kind(Enum):
    """What a file is to the exercise."""

    CORRECT = "correct"
    STUB = "stub"
    WRONG = "wrong"
    MUTANT = "mutant"


@dataclass
class Case:
    """One submission, and the results of all its runs.

    A mutant of the file `path` may be declared to be right as well; `reason` says why.
    """

    exercise: Exercise
    kind: Kind
    path: Path
    expectations: list[Expectation] = field(default_factory=list)
    results: list[ExerciseResult] = field(default_factory=list)
    mutant: Mutant | None = None
    reason: str = ""

    @property
    def name(self) -> str:
        """The name by which problems speak of it."""
        if self.mutant:
            return f"{self.exercise.name} mutant {self.mutant.name}"
        return f"{self.exercise.name} {self.path.parent.name}/{self.path.name}"

    @property
    def is_left_out(self) -> bool:
        """Whether a correct one need not be judged when it is to be quick.

        It says so in its docstring: that it takes long ("slow:", and why), or that it is of the
        same kind as another one ("like:", and which).
        """
        return self.kind is Kind.CORRECT and bool(SLOW.search(self.source) or self.like)

    @property
    def like(self) -> str:
        """The name of the file that this one says it is like; nothing where it does not."""
        found = LIKE.search(self.source)
        return found[1].decode("utf-8", "replace").strip() if found else ""

    @property
    def source(self) -> bytes:
        """What is handed in."""
        return self.mutant.source if self.mutant else self.path.read_bytes()


def cases_of(exercise: Exercise) -> tuple[list[Case], list[str]]:
    """Return the cases of an exercise, and what is wrong with their files."""
    folder = exercise.solutions
    problems = lacks_of(exercise)
    cases = [Case(exercise, Kind.STUB, exercise.stub)] if exercise.stub.exists() else []
    if (folder / REFERENCE).is_file():
        cases.append(Case(exercise, Kind.CORRECT, folder / REFERENCE))
    else:
        problems.append(f"{exercise.name}: there is no {folder / REFERENCE}")
    for path in sorted((folder / "correct").glob("*.py")):
        case = Case(exercise, Kind.CORRECT, path)
        if case.like and (not path.with_name(case.like).is_file() or case.like == path.name):
            problems.append(f"{case.name}: it says that it is like {case.like}, which is not there")
        cases.append(case)
    for path in sorted((folder / "wrong").glob("*.py")):
        case = Case(exercise, Kind.WRONG, path)
        try:
            case.expectations = expectations_in(path.read_bytes())
        except BadSolution as error:
            problems.append(f"{case.name}: {error}")
        cases.append(case)
    return cases, problems


def mutants_in(exercise: Exercise) -> tuple[list[Case], list[str]]:
    """Return the mutants of the reference, and what is wrong with the file about them."""
    path = exercise.solutions / REFERENCE
    reasons = equivalents_in(exercise.solutions / EQUIVALENT)
    found = mutants_of(path.read_bytes()) if path.exists() else []
    unknown = sorted(reasons.keys() - {mutant.name for mutant in found})
    return (
        [
            Case(exercise, Kind.MUTANT, path, mutant=one, reason=reasons.get(one.name, ""))
            for one in found
        ],
        [f"{exercise.name} {EQUIVALENT}: the reference has no mutant {name}" for name in unknown],
    )


def run_all(cases: Sequence[Case], repeat: int, jobs: int, quick: bool = False) -> Iterator[Case]:
    """Run each case `repeat` times (the stub once), `jobs` at a time; yield it after each run.

    When it is to be `quick`, a wrong solution meets only the checks that it names, and of the
    correct ones only the reference is explored as far as can be. A mutant is explored that far only
    if a few runs do not reject it.
    """
    keeper = Keeper()
    where = wire.folder_for_sockets(LONGEST)
    with TemporaryDirectory(prefix="lockstep-", dir=where, ignore_cleanup_errors=True) as folder:
        runner = Runner(keeper, Path(folder))
        pool = ThreadPoolExecutor(jobs)

        def run(case: Case) -> ExerciseResult:
            name = case.exercise.file
            named = [each.check for each in case.expectations] if quick else []
            other = case.kind is Kind.CORRECT and case.path.name != REFERENCE
            few = (quick and other) or case.kind is Kind.MUTANT
            runs = FEW_RUNS if few else 0
            files = {name: case.source}
            result = runner.run(case.exercise, name, files, only=named, runs=runs)
            if case.kind is Kind.MUTANT and result.verdict is Verdict.PASSED:
                result = runner.run(case.exercise, name, files)
            return result

        try:
            futures: dict[Future[ExerciseResult], Case] = {
                pool.submit(run, case): case for case in cases for _ in range(times(case, repeat))
            }
            for future in as_completed(futures):
                case = futures[future]
                case.results.append(future.result())
                yield case
        finally:
            keeper.stop()
            pool.shutdown(cancel_futures=True)


def times(case: Case, repeat: int) -> int:
    """Return how often a case is run."""
    return 1 if case.kind is Kind.STUB else repeat


def problems_in(cases: Iterable[Case]) -> list[str]:
    """Return what does not hold of any case; what is the same for many of an exercise, once."""
    found: dict[tuple[str, str], list[str]] = {}
    for case in cases:
        for problem in problems_of(case):
            found.setdefault((case.exercise.name, problem), []).append(case.name)
    told = []
    for (exercise, problem), names in found.items():
        many = [f"{exercise}, {len(names)} submissions"]
        told += [f"{name}: {problem}" for name in (many if len(names) > MANY else names)]
    return told


def problems_of(case: Case) -> list[str]:
    """Return what does not hold of the results of a case, each once, with how often."""
    judge = {
        Kind.CORRECT: _of_correct,
        Kind.STUB: _of_stub,
        Kind.WRONG: _of_wrong,
        Kind.MUTANT: _of_mutant,
    }[case.kind]
    counts: dict[str, int] = {}
    for result in case.results:
        if result.verdict is Verdict.GRADER_ERROR:
            found = _of_grader_error(result)
        else:
            found = judge(case, result)
        for problem in found:
            counts[problem] = counts.get(problem, 0) + 1
    total = len(case.results)
    often = {
        problem: f" ({n} of {total} times)" if total > 1 else "" for problem, n in counts.items()
    }
    return [f"{problem}{often[problem]}" for problem in counts]


def _of_grader_error(result: ExerciseResult) -> list[str]:
    found = [
        f"{check.name}: grader error: {check.message}"
        for check in result.checks
        if check.verdict is Verdict.GRADER_ERROR
    ]
    return found or [f"grader error: {result.message}"]


def _of_correct(_case: Case, result: ExerciseResult) -> list[str]:
    return [
        f"{check.name} should pass, but {_what_happened(check)}"
        for check in result.checks
        if check.verdict is not Verdict.PASSED
    ]


def _of_stub(_case: Case, result: ExerciseResult) -> list[str]:
    return [
        f"{check.name} passes although nothing has been written yet"
        for check in result.checks
        if check.verdict is Verdict.PASSED
    ]


def _of_wrong(case: Case, result: ExerciseResult) -> list[str]:
    checks = {check.name: check for check in result.checks}
    problems = []
    for expected in case.expectations:
        check = checks.get(expected.check)
        if check is None:
            problems.append(f"there is no check {expected.check}")
        elif check.verdict is not Verdict.FAILED or not expected.is_met_by(check.message):
            problems.append(
                f"{expected.check} should fail with {expected.text!r}, but {_what_happened(check)}"
            )
    return problems


def _of_mutant(case: Case, result: ExerciseResult) -> list[str]:
    rejecting = [check for check in result.checks if check.verdict is Verdict.FAILED]
    if not rejecting and not case.reason:
        where = f"{case.exercise.solutions.name}/{EQUIVALENT}"
        return [f"no check rejects it; if it is right, {where} is to have its name and the reason"]
    if rejecting and case.reason:
        happened = f"of {rejecting[0].name} {_what_happened(rejecting[0])}"
        return [f"it is said to be right ({case.reason}), but {happened}"]
    return []


def _what_happened(check: Check) -> str:
    if check.verdict is not Verdict.FAILED:
        return {Verdict.PASSED: "it passed", Verdict.NOT_RUN: "it was not run"}[check.verdict]
    message = " ".join(check.message.split())
    if len(message) > MAX_QUOTE:
        message = f"{message[:MAX_QUOTE]}..."
    return f"it failed with {message!r}"
