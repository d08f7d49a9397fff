"""Where there are too many schedules, some that are drawn at random show what happens early."""

from __future__ import annotations

import textwrap
from pathlib import Path

from brute import PLAY

from conftest import Write
from grader.catalogue import Exercise
from grader.lockstep.program import MAX_EXECUTIONS
from grader.suite.run import run_suite

LONG = """
    from multiprocessing import Lock, Process, Value

    def work(started, lock, done):
        with lock:
            seen = started.value
        with lock:
            started.value = seen + 1
        for _ in range(10):
            with lock:
                done.value += 1

    def play():
        started, lock, done = Value("i", 0), Lock(), Value("i", 0)
        workers = [Process(target=work, args=(started, lock, done)) for _ in range(3)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        return started.value
"""


def test_early_race(program: Write) -> None:
    """A race at the beginning of a long run is far from what an exploration tries first."""
    long = program(LONG)
    runs = list(long.explore(PLAY, limit=20))
    assert {run.result for run in runs} == {3}
    results = [long.sample(PLAY, seed, len(runs[0].events)).result for seed in range(12)]
    assert set(results) > {3}, f"never lost: {results}"
    again = [long.sample(PLAY, seed, len(runs[0].events)).result for seed in range(4)]
    assert results[:4] == again, "another run for the same seed"


SUITE = """
def test_all_are_there(explore, submission):
    \"\"\"All have been counted.\"\"\"
    for run in explore(submission.play):
        assert run.result == 3, f"{run.result} of 3"
"""


def test_check_goes_on_at_random(tmp_path: Path) -> None:
    """A check whose exploration has to be cut short tries some more, and shows what it finds."""
    for folder in ("tests", "exercises"):
        (tmp_path / folder).mkdir()
    (tmp_path / "tests" / "test_ex09_long.py").write_text(SUITE, "utf-8")
    learner = tmp_path / "exercises" / "ex09_long.py"
    learner.write_text(textwrap.dedent(LONG), "utf-8")
    (check,) = run_suite(Exercise("ex09_long", tmp_path), learner).checks
    assert check.message.startswith("2 of 3")
    assert int(check.certificate.split()[0]) < MAX_EXECUTIONS
    again = run_suite(Exercise("ex09_long", tmp_path), learner, replay=check.replay).checks
    assert again[0].message.startswith("2 of 3")
