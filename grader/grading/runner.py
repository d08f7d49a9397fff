"""One job: given to a worker, with a limit of wall time, and judged when it comes to no result."""

from __future__ import annotations

import os
import sys
import tempfile
import threading
from pathlib import Path
from subprocess import Popen
from typing import IO

import msgspec

from grader.catalogue import Exercise
from grader.grading.keeper import Keeper
from grader.grading.messages import MAX_FRAMES, BadFrame, Job, receive
from grader.sandbox.levels import NONE
from grader.suite.results import Check, ExerciseResult, Verdict, sum_up

SECONDS = 300.0
"""Wall seconds that all the checks of one exercise may take together."""

MAX_WORDS = 2000
"""Characters of a worker's own words that are kept when it fails."""


class Stopped(Exception):
    """The job was given up because everything was stopped."""


class Runner:
    """Runs suites on submissions, each in a process tree of its own. Threads may share it."""

    def __init__(
        self, keeper: Keeper, folder: Path, seconds: float = SECONDS, sandbox: str = NONE
    ) -> None:
        self._keeper = keeper
        self._sandbox = sandbox
        self._folder = folder
        self._seconds = seconds
        self._lock = threading.Lock()
        self._jobs = 0
        self._outlines: dict[Exercise, list[Check]] = {}

    def run(self, exercise: Exercise, name: str, files: dict[str, bytes]) -> ExerciseResult:
        """Return the result of one submission, whatever is in it.

        Raise Stopped when the keeper stopped before there was one.
        """
        with self._lock:
            self._jobs += 1
            folder = self._folder / str(self._jobs)
        job = Job(exercise.stem, str(exercise.house), name, files, str(folder), self._sandbox)
        with tempfile.TemporaryFile() as errors:
            command = [sys.executable, "-m", "grader.grading.worker", str(os.getpid())]
            worker = self._keeper.start(command, errors)
            if worker is None:
                raise Stopped
            late = threading.Event()

            def give_up() -> None:
                late.set()
                worker.kill()

            timer = threading.Timer(self._seconds, give_up)
            timer.start()
            try:
                checks, result, problem = _converse(worker, job)
            finally:
                code = self._keeper.finish(worker)
                timer.cancel()
            if result is not None:
                return result
            if self._keeper.stopped:
                raise Stopped
            if late.is_set():
                return self._too_late(exercise, checks)
            words = _last_words(errors)
        problem = problem or f"the process that ran the checks ended with exit code {code}. {words}"
        return self._given_up(exercise, checks, Verdict.GRADER_ERROR, problem.strip())

    def outline(self, exercise: Exercise) -> list[Check]:
        """Return the checks of an exercise as they come out where there is no file."""
        with self._lock:
            known = self._outlines.get(exercise)
        if known is None:
            known = self.run(exercise, exercise.file, {}).checks
            with self._lock:
                self._outlines[exercise] = known
        return known

    def out_of(self, exercise: Exercise) -> float:
        """Return the points that there are for an exercise."""
        return sum(check.out_of for check in self.outline(exercise))

    def _too_late(self, exercise: Exercise, checks: list[Check]) -> ExerciseResult:
        """Judge a submission whose checks took too long: its own fault where failed checks did."""
        failed = sum(check.seconds for check in checks if check.verdict is Verdict.FAILED)
        if failed > self._seconds / 2:
            return self._given_up(
                exercise,
                checks,
                Verdict.FAILED,
                f"stopped: all checks together may take {self._seconds:g} s, and those above that "
                f"failed took {failed:.0f} s of them. First make these pass.",
            )
        return self._given_up(
            exercise,
            checks,
            Verdict.GRADER_ERROR,
            f"the checks had not ended after {self._seconds:g} s",
        )

    def _given_up(
        self, exercise: Exercise, checks: list[Check], verdict: Verdict, why: str
    ) -> ExerciseResult:
        """Return the result so far, with `verdict` for the check in which it ended."""
        done = {check.name for check in checks}
        known = self._outlines.get(exercise, [])
        left = [msgspec.structs.replace(check) for check in known if check.name not in done]
        for number, check in enumerate(left):
            check.points, check.seconds = 0.0, 0.0
            check.verdict = verdict if number == 0 else Verdict.NOT_RUN
            check.message = why if number == 0 else "the checks ended before it was its turn"
        result = sum_up([*checks, *left], why)
        if verdict is Verdict.GRADER_ERROR:
            result.verdict = verdict
        return result


def _converse(worker: Popen[bytes], job: Job) -> tuple[list[Check], ExerciseResult | None, str]:
    """Give the job and take what comes: checks, the result or None, and what is wrong with it."""
    assert worker.stdin and worker.stdout
    checks: list[Check] = []
    try:
        with worker.stdin as stdin:
            stdin.write(msgspec.msgpack.encode(job))
        with worker.stdout as news:
            for _ in range(MAX_FRAMES):
                frame = receive(news)
                if frame is None:
                    break
                if frame.result is not None:
                    return checks, frame.result, ""
                if frame.check is not None:
                    checks.append(frame.check)
    except BrokenPipeError:
        pass  # it has ended, and its exit code says why
    except BadFrame as error:
        worker.kill()
        return checks, None, f"the process that ran the checks sent what it should not: {error}"
    return checks, None, ""


def _last_words(errors: IO[bytes]) -> str:
    size = errors.seek(0, 2)
    errors.seek(max(0, size - MAX_WORDS))
    return errors.read().decode("utf-8", "replace").strip()
