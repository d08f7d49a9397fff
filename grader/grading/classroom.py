"""A class: all jobs of all learners, several at a time, each learner's result when it is whole."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from grader import __version__
from grader.catalogue import Exercise, digest
from grader.grading.keeper import Keeper
from grader.grading.runner import SECONDS, Runner
from grader.grading.submissions import Learner, Submission
from grader.sandbox import cgroup
from grader.sandbox.levels import NONE
from grader.suite.results import ExerciseResult, LearnerResult, Verdict


@dataclass(frozen=True)
class Progress:
    """News of the grading: one more job is done and, with the last of a learner, their result."""

    learner: Learner
    result: LearnerResult | None


def grade(
    learners: Sequence[Learner],
    exercises: Sequence[Exercise],
    jobs: int,
    seconds: float = SECONDS,
    sandbox: str = NONE,
) -> Iterator[Progress]:
    """Grade every exercise of every learner, `jobs` at a time; yield news as it comes.

    `seconds` is the wall time that one exercise of one learner may take, `sandbox` the level of
    protection under which it runs. When the generator is closed or interrupted, all that runs is
    ended before that is over.
    """
    kit = f"{__version__}+{digest()}"
    keeper = Keeper()
    with tempfile.TemporaryDirectory(prefix="lockstep-", ignore_cleanup_errors=True) as folder:
        runner = Runner(keeper, Path(folder), seconds, sandbox)
        pool = ThreadPoolExecutor(jobs)
        try:
            list(pool.map(runner.outline, exercises))
            futures = {
                pool.submit(judge, runner, exercise, learner.submissions[exercise]): (at, exercise)
                for at, learner in enumerate(learners)
                for exercise in exercises
            }
            yield from _gather(futures, learners, exercises, kit, sandbox)
        finally:
            keeper.stop()
            pool.shutdown(cancel_futures=True)
            cgroup.sweep()


def judge(runner: Runner, exercise: Exercise, submission: Submission) -> ExerciseResult:
    """Return the result of one submission."""
    if submission.problem:
        verdict = Verdict.MISSING if submission.missing else Verdict.FAILED
        return ExerciseResult(verdict, 0.0, runner.out_of(exercise), [], submission.problem)
    result = runner.run(exercise, exercise.file, submission.files)
    result.message = "\n".join(filter(None, [result.message, submission.note]))
    return result


def _gather(
    futures: dict[Future[ExerciseResult], tuple[int, Exercise]],
    learners: Sequence[Learner],
    exercises: Sequence[Exercise],
    kit: str,
    sandbox: str,
) -> Iterator[Progress]:
    done: list[dict[str, ExerciseResult]] = [{} for _ in learners]
    for future in as_completed(futures):
        at, exercise = futures[future]
        learner, results = learners[at], done[at]
        results[exercise.name] = future.result()
        whole = None
        if len(results) == len(exercises):
            ordered = {each.name: results[each.name] for each in exercises}
            whole = LearnerResult(learner.name, kit, sandbox, ordered)
        yield Progress(learner, whole)
