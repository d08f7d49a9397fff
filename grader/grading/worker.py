"""A process that runs suites on submissions: `python -m grader.grading.worker PARENT FOLDER`.

It gets jobs on standard input and sends what comes of them on standard output. Starting Python and
importing pytest is done once; for each job the process forks, so that no submission finds anything
of the one before. It adopts what a submission starts and loses, and kills all of that and removes
its folder before it goes on. It does so also when the process PARENT is no longer there, and then
the last worker removes the FOLDER that is for all of them.
"""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import IO, NoReturn

import pytest

from grader import limits, processes, stopping
from grader.catalogue import HOUSE, exercises, find
from grader.grading.messages import NO_SPACE, Ended, Frame, Job, last_words, receive, send
from grader.lockstep import inside, space
from grader.lockstep.removal import remove
from grader.sandbox import warden
from grader.sandbox.levels import LANDLOCK
from grader.suite.run import run_suite
from grader.suite.trimming import trimmed

SECONDS_TO_END = 10
"""Wall seconds that the tidying up may take after the request to end."""

MEMORY = 2 << 30
"""Bytes of data of the process that judges: what a submission may make it remember is too much."""

MAX_JOB = 1 << 30
"""Bytes of a job; it comes from the grader itself."""


def main() -> None:
    """Do jobs until there are no more."""
    signal.signal(signal.SIGTERM, _end)
    stopping.hear_of_children()
    os.umask(0o022)  # in a sandbox the submission is read by another user
    try:
        processes.end_with_parent(int(sys.argv[1]))
        processes.adopt_orphans()
        _serve()
    except KeyboardInterrupt:
        pass
    finally:
        with contextlib.suppress(OSError):
            os.rmdir(sys.argv[2])


def _serve() -> None:
    """Do what comes on standard input, until that ends.

    What comes of it goes over a copy of standard output, whose own number then is standard error's:
    whatever else prints there, pytest or a suite, cannot get in between the messages.
    """
    with os.fdopen(os.dup(1), "wb") as news:
        os.dup2(2, 1)
        with _as_far_as_there_is_space():
            _warm_up()
        while (job := receive(sys.stdin.buffer, Job, MAX_JOB)) is not None:
            ended = Ended(NO_SPACE, "")
            with _as_far_as_there_is_space():
                ended = _done(job, news)
            send(Frame(ended=ended), news)


@contextlib.contextmanager
def _as_far_as_there_is_space() -> Iterator[None]:
    """Break off where there is none on the disk: the next job may find some."""
    try:
        yield
    except OSError as error:
        if not space.lacks(error):
            raise


def _warm_up() -> None:
    """Import what every job needs: pytest, its plugins and the suites."""
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    os.environ.pop("PYTEST_ADDOPTS", None)
    os.environ.pop("PYTEST_PLUGINS", None)
    suites = [str(exercise.suite) for exercise in exercises()]
    quiet = ["--collect-only", "-pno:terminal", "-pno:cacheprovider", "--assert=plain"]
    plugins = ["-pgrader.suite.plugin", f"--rootdir={HOUSE}"]
    pytest.main([*quiet, *plugins, *suites])
    if signal.getsignal(signal.SIGTERM) is signal.SIG_IGN:
        raise KeyboardInterrupt  # the request to end, which pytest has kept to itself
    gc.collect()
    gc.freeze()


def _done(job: Job, news: IO[bytes]) -> Ended:
    """Do a job in a process of its own, and end what it leaves behind."""
    folder = Path(job.folder)
    with tempfile.TemporaryFile() as words:
        os.makedirs(folder.parent, 0o700, exist_ok=True)
        if job.sandbox == LANDLOCK:
            # the submission's user has to get to its files
            os.chmod(folder.parent, 0o711)  # noqa: S103  # nobody sees their names
        try:
            process = os.fork()
            if process == 0:
                _be_the_child(job, folder, news.fileno(), words.fileno())
            status = _status_of(process)
        finally:
            _tidy_up(folder)
        return Ended(os.waitstatus_to_exitcode(status), last_words(words))


def _status_of(process: int) -> int:
    """Wait for the end of a child, which is at once where this process is asked to end."""
    try:
        return os.waitpid(process, 0)[1]
    except KeyboardInterrupt:
        with contextlib.suppress(OSError):
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)
        raise


def _tidy_up(folder: Path) -> None:
    """End all that a job has started, and remove its folder, before any request to end is heard."""
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])
    try:
        if processes.has_children():
            processes.end_guards(warden.__file__, os.path.dirname(inside.__file__))
            processes.kill_descendants()
        remove(folder)
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGTERM])


def _be_the_child(job: Job, folder: Path, news: int, words: int) -> NoReturn:
    """Run the suite, as a process that never gets back to what its parent was doing."""
    code = 1
    try:
        parent = os.getppid()
        os.setsid()
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        processes.end_with_parent(parent)
        limits.limit_memory(MEMORY)
        with open(os.devnull, "rb") as nothing:
            os.dup2(nothing.fileno(), 0)
        os.dup2(words, 1)
        os.dup2(words, 2)
        _work(job, folder, news)
        code = 0
    except BaseException as error:  # noqa: BLE001  # whatever it is, it is told, and the process ends
        code = NO_SPACE if space.lacks(error) else 1
        sys.excepthook(*sys.exc_info())
    finally:
        with contextlib.suppress(OSError, ValueError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def _work(job: Job, folder: Path, news: int) -> None:
    home = folder / "work"
    temporary = folder / "tmp"
    for new in (home, temporary):
        new.mkdir(parents=True)
    for name, data in job.files.items():
        (home / name).write_bytes(data)
    os.environ["TMPDIR"] = tempfile.tempdir = str(temporary)
    os.environ["PYTEST_ADDOPTS"] = f"-p grader.grading.stream --stream-to {news}"
    exercise = find(job.exercise, Path(job.house))
    result = run_suite(exercise, home / job.name, sandbox=job.sandbox, only=job.only, runs=job.runs)
    result.checks = [trimmed(check) for check in result.checks]
    with os.fdopen(os.dup(news), "wb") as stream:
        send(Frame(result=result), stream)


def _end(_number: int, _frame: FrameType | None) -> NoReturn:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.alarm(SECONDS_TO_END)
    raise KeyboardInterrupt


if __name__ == "__main__":
    main()
