"""One submission given to a worker: what happens at the limit of time, and at the end."""

from __future__ import annotations

import sys
import tempfile
import threading
from pathlib import Path

import pytest

from grader.catalogue import find
from grader.grading.keeper import Keeper
from grader.grading.runner import Runner
from grader.suite.results import Verdict


class AtTheLastMoment(threading.Timer):
    """A timer that goes off just before it is cancelled."""

    def cancel(self) -> None:
        self.function()
        super().cancel()


def test_a_limit_that_is_reached_at_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker that was given up when its job had just ended gets no other one."""
    monkeypatch.setattr(threading, "Timer", AtTheLastMoment)
    exercise = find("ex06")
    keeper = Keeper(alone=False)
    runner = Runner(keeper, tmp_path / "jobs")
    try:
        results = [runner.run(exercise, exercise.file, {exercise.file: b""}) for _ in range(2)]
    finally:
        keeper.stop()
    assert [result.verdict for result in results] == [Verdict.FAILED] * 2, results[-1].message


DEAF_ONCE = """
import signal, sys

def hear(number, frame):
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(7))

signal.signal(signal.SIGTERM, hear)
print("ready", flush=True)
sys.stdin.read()
"""


def test_a_request_to_end_that_is_not_heard() -> None:
    """A worker that has missed the request to end, being about to wait, is asked again."""
    keeper = Keeper(alone=False)
    with tempfile.TemporaryFile() as errors:
        worker = keeper.start([sys.executable, "-c", DEAF_ONCE], errors)
        assert worker is not None
        assert worker.stdout is not None
        assert worker.stdout.readline() == b"ready\n"
        keeper.stop()
    assert worker.returncode == 7
