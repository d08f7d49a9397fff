"""Locks that are taken crosswise: where that is a deadlock, some run has it."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest
from brute import PLAY

from conftest import Write
from grader.catalogue import Exercise
from grader.lockstep.crosswise import Nestings
from grader.lockstep.program import Program
from grader.suite.run import run_suite

LONG = """
    from multiprocessing import Lock, Process, RLock, Semaphore, Value


    def both(first, second, count):
        with first, second:
            count.value += 1


    def work(nestings, count):
        for first, second in nestings:
            both(first, second, count)
        for _ in range(5):
            with count:
                count.value += 1


    def started(*nestings):
        count = Value("i", 0)
        workers = [Process(target=work, args=(each, count)) for each in nestings]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()


    def play():
        a, b, c = Lock(), RLock(), Semaphore(1)
        {play}
"""

CROSSED = "started([(a, b)], [(c, b)], [(b, a)])"
IN_A_CIRCLE = "started([(a, b)], [(b, c)], [(c, a)])"
GUARDED = """
        def work(nestings, count):
            for first, second in nestings:
                with c:
                    both(first, second, count)
        globals()["work"] = work
        started([(a, b)], [(b, a)])
"""
ONE_AFTER_THE_OTHER = "started([(a, b)]); started([(b, a)])"
ALONE = "started([(a, b), (b, a)])"
SAME_ORDER = "started([(a, b), (b, c)], [(a, c)], [(b, c), (a, c)])"


def crosswise(program: Program) -> list[str]:
    """Return how the runs end for which those that were explored are a reason."""
    nestings = Nestings()
    for run in program.explore(PLAY, limit=3):
        assert run.ending == "finished"
        nestings.add(run)
    return [program.crosswise(PLAY, each).ending for each in nestings.crossed()]


@pytest.mark.parametrize("play", [CROSSED, IN_A_CIRCLE])
def test_a_deadlock(program: Write, play: str) -> None:
    """Who is held up has the one lock, and waits when another comes who wants that one."""
    assert "deadlock" in crosswise(program(LONG.replace("{play}", play)))


@pytest.mark.parametrize(
    ("play", "runs"), [(GUARDED, 3), (ONE_AFTER_THE_OTHER, 3), (ALONE, 0), (SAME_ORDER, 0)]
)
def test_no_deadlock(program: Write, play: str, runs: int) -> None:
    """What cannot happen is tried, where it looks as if it could, and does not happen."""
    assert crosswise(program(LONG.replace("{play}", play))) == ["finished"] * runs


SUITE = """
def test_it_ends(explore, submission):
    \"\"\"It ends.\"\"\"
    for run in explore.first(3, submission.play):
        assert run.result is None, f"got {run.result}"
"""


def test_a_check_finds_it(tmp_path: Path) -> None:
    """A check whose exploration is cut short plays it, and its replay ends in the same way."""
    for folder in ("tests", "exercises"):
        (tmp_path / folder).mkdir()
    (tmp_path / "tests" / "test_ex09_locks.py").write_text(SUITE, "utf-8")
    learner = tmp_path / "exercises" / "ex09_locks.py"
    learner.write_text(textwrap.dedent(LONG.replace("{play}", CROSSED)), "utf-8")
    (check,) = run_suite(Exercise("ex09_locks", tmp_path), learner).checks
    for wanted in ("for b (RLock), held by Process-3", "for a (Lock), held by Process-1"):
        assert wanted in check.message
    again = run_suite(Exercise("ex09_locks", tmp_path), learner, replay=check.replay).checks
    assert again[0].message == check.message
