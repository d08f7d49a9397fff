"""The process that runs one suite on one submission: `python -m grader.grading.worker PARENT`.

It gets its job on standard input and sends what comes of it on standard output, to which nothing
else in its tree has access. It adopts what the submission starts and loses, kills all of that and
removes its folder before it ends, also when the process that gave it the job is no longer there.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import sys
import tempfile
from pathlib import Path
from types import FrameType
from typing import NoReturn

import msgspec

from grader.catalogue import find
from grader.grading import processes
from grader.grading.messages import Frame, Job, send
from grader.grading.stream import trimmed
from grader.suite.run import run_suite

SECONDS_TO_END = 10
"""How long the tidying up may take after the request to end."""


def main() -> None:
    """Do one job."""
    processes.end_with_parent(int(sys.argv[1]))
    processes.adopt_orphans()
    signal.signal(signal.SIGTERM, _end)
    os.umask(0o022)  # in a sandbox the submission is read by another user
    job = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=Job)
    with os.fdopen(os.dup(1), "wb") as news:
        os.dup2(2, 1)
        folder = Path(job.folder)
        try:
            _work(job, folder, news.fileno())
        finally:
            processes.kill_descendants()
            shutil.rmtree(folder, ignore_errors=True)
            if _was_ended():
                with contextlib.suppress(OSError):
                    folder.parent.rmdir()  # whoever made it may be gone; the last one removes it


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
    result = run_suite(exercise, home / job.name, sandbox=job.sandbox)
    if _was_ended():
        return
    result.checks = [trimmed(check) for check in result.checks]
    with os.fdopen(os.dup(news), "wb") as stream:
        send(Frame(result=result), stream)


def _was_ended() -> bool:
    """Tell whether the request to end has come. pytest ends early then, and says nothing."""
    return signal.getsignal(signal.SIGTERM) is not _end


def _end(_number: int, _frame: FrameType | None) -> NoReturn:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.alarm(SECONDS_TO_END)
    raise KeyboardInterrupt


if __name__ == "__main__":
    main()
