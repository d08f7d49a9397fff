"""What threads share is found out: they are held up at lines, and what they did is what counts."""

from __future__ import annotations

import textwrap
from collections.abc import Callable

import pytest

from grader.catalogue import Exercise
from grader.suite.results import Check, Verdict
from grader.suite.run import run_suite

SUITES = {
    "take": '''
def test_each_is_taken_once(explore, submission):
    """Each thing is taken once."""
    for run in explore(submission.play):
        assert sorted(run.result) == ["a", "b"], f"taken were {run.result}"
''',
    "call": '''
def test_one_at_a_time(explore, submission, probe):
    """One call comes after the other."""
    for run in explore(submission.play, probe(abs, name="job")):
        inside = run.most_inside("job")
        if inside > 1:
            raise AssertionError(f"{inside} calls at a time")
''',
    "note": '''
def test_two_notes_belong_together(explore, submission):
    """The one list has the same order as the other."""
    for run in explore(submission.play):
        assert run.result[0] == run.result[1], f"noted were {run.result}"
''',
}

TAKE = """
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

CALL = """
    from concurrent.futures import ThreadPoolExecutor
    from threading import Lock

    def play(job):
        lock = Lock()

        def call(number):
            {guarded}
                return job(number)

        with ThreadPoolExecutor(2) as pool:
            return list(pool.map(call, [1, 2]))
"""

NOTE = """
    from threading import Lock, Thread

    def play():
        firsts, seconds, lock = [], [], Lock()

        def note(number):
            {guarded}
                firsts.append(number)
                seconds.append(number)

        threads = [Thread(target=note, args=(number,)) for number in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return firsts, seconds
"""

Checked = Callable[..., Check]


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Checked:
    """Let the suite of that name judge a program; return what comes of its check."""
    house = tmp_path_factory.mktemp("house")
    for folder in ("tests", "exercises"):
        (house / folder).mkdir()
    for name, suite in SUITES.items():
        (house / "tests" / f"test_ex09_{name}.py").write_text(suite, "utf-8")

    def check(name: str, program: str, replay: str = "") -> Check:
        learner = house / "exercises" / f"ex09_{name}.py"
        learner.write_text(textwrap.dedent(program), "utf-8")
        (found,) = run_suite(Exercise(f"ex09_{name}", house), learner, replay=replay).checks
        return found

    return check


def test_two_threads_take_the_same(checked: Checked) -> None:
    """Without a lock, both look before either takes; the failure can be played again."""
    unguarded = TAKE.format(guarded="if True:")
    found = checked("take", unguarded)
    assert found.verdict is Verdict.FAILED, found.certificate
    assert "taken were" in found.message or "ValueError" in found.message, found.message
    again = checked("take", unguarded, found.replay)
    assert again.message == found.message, f"{found.replay}: {again.message}"


def test_threads_with_a_lock(checked: Checked) -> None:
    """With a lock, nothing goes wrong, wherever they are held up."""
    found = checked("take", TAKE.format(guarded="with lock:"))
    assert found.verdict is Verdict.PASSED, found.message


def test_two_threads_note_in_two_orders(checked: Checked) -> None:
    """Who comes last to a line goes on first: what was done in one order is done in another one."""
    found = checked("note", NOTE.format(guarded="if True:"))
    assert found.verdict is Verdict.FAILED, found.certificate
    assert "noted were" in found.message, found.message
    again = checked("note", NOTE.format(guarded="if True:"), found.replay)
    assert again.message == found.message, f"{found.replay}: {again.message}"
    found = checked("note", NOTE.format(guarded="with lock:"))
    assert found.verdict is Verdict.PASSED, found.message


def test_threads_of_a_pool_call_at_once(checked: Checked) -> None:
    """That is found in the order that happened: no free run, in which it is luck, is asked."""
    found = checked("call", CALL.format(guarded="if True:"))
    assert found.verdict is Verdict.FAILED, found.certificate
    assert "free" not in found.certificate, found.certificate
    again = checked("call", CALL.format(guarded="if True:"), found.replay)
    assert again.message == found.message == "2 calls at a time", again.message
    began = [n for n, line in enumerate(found.page) if "begins" in line]
    ended = [n for n, line in enumerate(found.page) if "job ends" in line]
    assert max(began) < min(ended), "\n".join(found.page)


def test_threads_of_a_pool_with_a_lock(checked: Checked) -> None:
    """Calls that a lock of threads keeps apart never were at once, although it seems possible."""
    found = checked("call", CALL.format(guarded="with lock:"))
    assert found.verdict is Verdict.PASSED, found.message
