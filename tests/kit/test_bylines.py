"""What threads share is found out by holding them up at each line of the program."""

from __future__ import annotations

import textwrap
from collections.abc import Callable

import pytest

from grader.catalogue import Exercise
from grader.suite.results import Check, Verdict
from grader.suite.run import run_suite

SUITE = '''
def test_each_is_taken_once(explore, submission):
    """Each thing is taken once."""
    for run in explore(submission.play):
        assert sorted(run.result) == ["a", "b"], f"taken were {run.result}"
'''

THREADS = """
    from threading import Lock, Thread

    def play():
        things, taken, lock = ["a", "b"], [], Lock()

        def take():
            while True:
                {guarded}
                    if not things:
                        return
                    thing = things[0]
                    taken.append(thing)
                    things.remove(thing)

        threads = [Thread(target=take) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return taken
"""


Checked = Callable[..., Check]


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Checked:
    """Let the suite judge the program; return what comes of its check."""
    house = tmp_path_factory.mktemp("house")
    for folder in ("tests", "exercises"):
        (house / folder).mkdir()
    (house / "tests" / "test_ex09_take.py").write_text(SUITE, "utf-8")
    learner = house / "exercises" / "ex09_take.py"

    def check(guarded: str, replay: str = "") -> Check:
        learner.write_text(textwrap.dedent(THREADS.format(guarded=guarded)), "utf-8")
        (found,) = run_suite(Exercise("ex09_take", house), learner, replay=replay).checks
        return found

    return check


def test_two_threads_take_the_same(checked: Checked) -> None:
    """Without a lock, both look before either takes; the failure can be played again."""
    found = checked("if True:")
    assert found.verdict is Verdict.FAILED, found.certificate
    assert "taken were" in found.message or "ValueError" in found.message, found.message
    again = checked("if True:", found.replay)
    assert again.message == found.message, f"{found.replay}: {again.message}"


def test_threads_with_a_lock(checked: Checked) -> None:
    """With a lock, nothing goes wrong, wherever they are held up."""
    found = checked("with lock:")
    assert found.verdict is Verdict.PASSED, found.message
