"""One job: given to a worker, with a limit of wall time, and judged when it comes to no result."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import Popen

import msgspec

from grader.catalogue import Exercise
from grader.grading.keeper import Keeper
from grader.grading.messages import (
    MAX_FRAMES,
    NO_SPACE,
    BadFrame,
    Ended,
    Frame,
    Job,
    last_words,
    receive,
    send,
)
from grader.lockstep import space
from grader.lockstep.removal import remove
from grader.sandbox.levels import NONE
from grader.suite.results import NOT_DECIDED, Check, ExerciseResult, Verdict, introduced, sum_up

LONGEST = "lockstep-12345678/100000/tmp"
"""The longest path to the temporary folder of a job, below the one of the system."""

SECONDS = 300.0
"""Wall seconds that all the checks of one exercise may take together."""


class NoChecks(Exception):
    """What the checks of an exercise are cannot be told: a bug of the kit; the text says why."""


class Stopped(Exception):
    """The job was given up because everything was stopped."""


class Runner:
    """Runs suites on submissions, each in a process tree of its own.

    Threads may share it: each of them has a worker, which it starts when it needs one. The files of
    the jobs go below `folder`.
    """

    def __init__(self, keeper: Keeper, folder: Path) -> None:
        self._keeper = keeper
        self._folder = folder
        self._lock = threading.Lock()
        self._jobs = 0
        self._outlines: dict[Exercise, list[Check]] = {}
        self._own = threading.local()

    def run(
        self,
        exercise: Exercise,
        name: str,
        files: dict[str, bytes],
        sandbox: str = NONE,
        only: Sequence[str] = (),
        runs: int = 0,
        seconds: float = SECONDS,
    ) -> ExerciseResult:
        """Return the result of one submission, whatever is in it, run with this protection.

        `only` names the checks to run, with those that they need; `runs` is the most that an
        exploration may take, where it is not the usual number. All the checks together may take
        `seconds` of wall time.

        Raise Stopped when the keeper stopped before there was one.
        """
        heard = self._heard(self._job(exercise, name, files, sandbox, only, runs), seconds)
        if heard.result is not None:
            return heard.result
        if self._keeper.stopped:
            raise Stopped
        return self._given_up(exercise, heard.checks, heard.why)

    def _job(
        self,
        exercise: Exercise,
        name: str,
        files: dict[str, bytes],
        sandbox: str = NONE,
        only: Sequence[str] = (),
        runs: int = 0,
    ) -> Job:
        """Return a job as for `run`, with a folder of its own."""
        with self._lock:
            self._jobs += 1
            folder = str(self._folder / str(self._jobs))
        house = str(exercise.house)
        return Job(exercise.stem, house, name, files, folder, sandbox, [*only], runs)

    def _heard(self, job: Job, seconds: float) -> Heard:
        """Give a job to the worker of this thread, and return what it tells in so much time."""
        worker = self._worker()
        late = threading.Event()

        def give_up() -> None:
            late.set()
            worker.kill()

        timer = threading.Timer(seconds, give_up)
        timer.start()
        try:
            heard = _converse(worker, job)
        finally:
            timer.cancel()
            timer.join()
        heard.late = seconds if late.is_set() else 0.0
        if heard.ended is None or heard.late:  # the worker has ended, or is of no use any more
            heard.ended = self._dismiss(worker, Path(job.folder))
        return heard

    def _worker(self) -> Popen[bytes]:
        """Return the worker of this thread."""
        worker: Popen[bytes] | None = getattr(self._own, "worker", None)
        if worker is None:
            self._own.errors = tempfile.TemporaryFile()  # noqa: SIM115  # as long as the worker
            command = [
                sys.executable,
                "-m",
                "grader.grading.worker",
                str(os.getpid()),
                str(self._folder),
            ]
            worker = self._keeper.start(command, self._own.errors)
            if worker is None:
                raise Stopped
            self._own.worker = worker
        return worker

    def _dismiss(self, worker: Popen[bytes], folder: Path) -> Ended:
        """Let a worker go that has come to no end of its job; say how it ended."""
        self._own.worker = None
        worker.kill()
        for stream in (worker.stdin, worker.stdout):
            with contextlib.suppress(OSError):
                if stream:
                    stream.close()
        code = self._keeper.finish(worker)
        remove(folder)
        with self._own.errors as errors:
            return Ended(code, last_words(errors))

    def out_of(self, exercise: Exercise) -> float:
        """Return the points that there are for an exercise.

        They are those of its checks as they come out where there is no file. Raise NoChecks where
        these do not run.
        """
        with self._lock:
            known = self._outlines.get(exercise)
        if known is None:
            job = self._job(exercise, exercise.file, {})
            heard = self._heard(job, SECONDS)  # it is the kit's own work, however slow
            if self._keeper.stopped:
                raise Stopped
            if heard.result is None or heard.result.verdict is Verdict.GRADER_ERROR:
                why = heard.result.message if heard.result else heard.why
                raise NoChecks(introduced(f"the checks of {exercise.name} do not run: ", why))
            known = heard.result.checks
            with self._lock:
                self._outlines[exercise] = known
        return sum(check.out_of for check in known)

    def _given_up(self, exercise: Exercise, checks: list[Check], why: str) -> ExerciseResult:
        """Return the result so far: what came in between is no fault of the submission's."""
        done = {check.name for check in checks}
        known = self._outlines.get(exercise, [])
        left = [msgspec.structs.replace(check) for check in known if check.name not in done]
        for number, check in enumerate(left):
            check.points, check.seconds = 0.0, 0.0
            check.verdict = Verdict.GRADER_ERROR if number == 0 else Verdict.NOT_RUN
            check.message = why if number == 0 else "the checks ended before it was its turn"
        result = sum_up([*checks, *left], why)
        result.verdict = Verdict.GRADER_ERROR
        return result


@dataclass
class Heard:
    """What a worker told of a job: its checks, the result, the end, or what was wrong with it.

    `late` is after how many wall seconds it was ended, if it was.
    """

    checks: list[Check] = field(default_factory=list)
    result: ExerciseResult | None = None
    ended: Ended | None = None
    problem: str = ""
    late: float = 0.0

    @property
    def why(self) -> str:
        """Why there is no result."""
        if self.late:
            return (
                f"{NOT_DECIDED}the checks had not ended after {self.late:g} s. Grade it again with "
                "more --seconds, or look at the file."
            )
        if self.problem or self.ended is None:
            return self.problem
        if self.ended.code == NO_SPACE:
            return f"{NOT_DECIDED}{space.TEMPORARY}"
        end = f"the process that ran the checks ended with exit code {self.ended.code}."
        return f"{end} {self.ended.words}".strip()


def _converse(worker: Popen[bytes], job: Job) -> Heard:
    """Give the job, and take what comes until its end."""
    assert worker.stdin and worker.stdout
    heard = Heard()
    try:
        send(job, worker.stdin)
        for _ in range(MAX_FRAMES):
            frame = receive(worker.stdout, Frame)
            if frame is None:
                break
            if frame.check is not None and heard.result is None:
                heard.checks.append(frame.check)
            heard.result = heard.result or frame.result
            if frame.ended is not None:
                heard.ended = frame.ended
                break
    except BrokenPipeError:
        pass  # it has ended, and its exit code says why
    except BadFrame as error:
        heard.problem = f"the process that ran the checks sent what it should not: {error}"
    return heard
