"""One submission given to a worker: what happens at the limit of time."""

from __future__ import annotations

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
